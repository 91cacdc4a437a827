/** Tests of payments from outside. */
@NullMarked
package dev.florin.escrow.payment;

import org.jspecify.annotations.NullMarked;
