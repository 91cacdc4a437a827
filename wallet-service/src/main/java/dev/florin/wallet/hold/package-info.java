/** Money set aside: reserve, capture in parts, void, expire. */
@NullMarked
package dev.florin.wallet.hold;

import org.jspecify.annotations.NullMarked;
