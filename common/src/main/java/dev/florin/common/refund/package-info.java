/** What owners of refundable things have in common: a seam per kind, and one answer for all of them. */
@NullMarked
package dev.florin.common.refund;

import org.jspecify.annotations.NullMarked;
