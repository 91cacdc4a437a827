/** Finds what is due back, gives it back once, and keeps the books of it. */
@NullMarked
package dev.florin.refund;

import org.jspecify.annotations.NullMarked;
