/** A user's wallets: open them, see what is in them. */
@NullMarked
package dev.florin.wallet.wallet;

import org.jspecify.annotations.NullMarked;
