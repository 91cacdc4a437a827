/**
 * Movements of money that do not come to an end by themselves: for operators to see, to be told of, and to try again.
 */
@NullMarked
package dev.florin.escrow.unsettled;

import org.jspecify.annotations.NullMarked;
