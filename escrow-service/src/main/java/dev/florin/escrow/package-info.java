/** Conditional money: escrows, and what they share with red packets. */
@NullMarked
package dev.florin.escrow;

import org.jspecify.annotations.NullMarked;
