/** The refund itself: its lifecycle, its row, and what people and operators see of it. */
@NullMarked
package dev.florin.refund.refund;

import org.jspecify.annotations.NullMarked;
