/** How things are named. */
@NullMarked
package dev.florin.common.id;

import org.jspecify.annotations.NullMarked;
