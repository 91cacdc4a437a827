/** What is due back of escrows and red packets, as refund-service asks for it. */
@NullMarked
package dev.florin.escrow.refund;

import org.jspecify.annotations.NullMarked;
