/** Money that waits for a condition: who may do what in which state, and the way of the money. */
@NullMarked
package dev.florin.escrow.escrow;

import org.jspecify.annotations.NullMarked;
