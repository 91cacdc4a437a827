/** How Florin reads and writes JSON, everywhere the same. */
@NullMarked
package dev.florin.common.json;

import org.jspecify.annotations.NullMarked;
