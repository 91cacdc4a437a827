/** Finding what is due and giving it back, by the clock or by hand. */
@NullMarked
package dev.florin.refund.sweep;

import org.jspecify.annotations.NullMarked;
