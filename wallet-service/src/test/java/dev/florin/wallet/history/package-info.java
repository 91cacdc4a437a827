/** What moved on a user's wallets. */
@NullMarked
package dev.florin.wallet.history;

import org.jspecify.annotations.NullMarked;
