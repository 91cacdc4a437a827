/** What moved on a user's wallets: lists, statements, balances at an instant, exports. */
@NullMarked
package dev.florin.wallet.history;

import org.jspecify.annotations.NullMarked;
