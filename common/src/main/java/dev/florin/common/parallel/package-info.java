/** Work side by side on virtual threads. */
@NullMarked
package dev.florin.common.parallel;

import org.jspecify.annotations.NullMarked;
