/** Spend now; what is not delivered falls due for refund. */
@NullMarked
package dev.florin.wallet.purchase;

import org.jspecify.annotations.NullMarked;
