/** Proves that the checks find what is wrong, and that nothing is. */
@NullMarked
package dev.florin.kubernetes;

import org.jspecify.annotations.NullMarked;
