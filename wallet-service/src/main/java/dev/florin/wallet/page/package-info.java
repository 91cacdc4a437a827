/** Lists that come in pages. */
@NullMarked
package dev.florin.wallet.page;

import org.jspecify.annotations.NullMarked;
