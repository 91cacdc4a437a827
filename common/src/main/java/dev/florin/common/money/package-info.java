/** The only money arithmetic in the product: whole minor units and an asset, exact, remainders explicit. */
@NullMarked
package dev.florin.common.money;

import org.jspecify.annotations.NullMarked;
