/** What administrators do to wallets, with a reason, on the record. */
@NullMarked
package dev.florin.wallet.admin;

import org.jspecify.annotations.NullMarked;
