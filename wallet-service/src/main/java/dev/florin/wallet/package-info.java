/** The service that owns money: wallets on a double-entry ledger. */
@NullMarked
package dev.florin.wallet;

import org.jspecify.annotations.NullMarked;
