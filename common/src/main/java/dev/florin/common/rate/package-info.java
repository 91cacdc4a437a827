/** How fast callers may ask. */
@NullMarked
package dev.florin.common.rate;

import org.jspecify.annotations.NullMarked;
