/** What wallet-service owes back, and giving it back once: the owner's side of the contract with refund-service. */
@NullMarked
package dev.florin.wallet.refund;

import org.jspecify.annotations.NullMarked;
