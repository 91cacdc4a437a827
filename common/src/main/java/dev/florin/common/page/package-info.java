/** Lists that come in pages. */
@NullMarked
package dev.florin.common.page;

import org.jspecify.annotations.NullMarked;
