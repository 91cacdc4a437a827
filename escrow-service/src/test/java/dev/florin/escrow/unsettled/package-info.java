/** Tests of payments from outside. */
@NullMarked
package dev.florin.escrow.unsettled;

import org.jspecify.annotations.NullMarked;
