/** The owners of what is due back, as seen from here. */
@NullMarked
package dev.florin.refund.source;

import org.jspecify.annotations.NullMarked;
