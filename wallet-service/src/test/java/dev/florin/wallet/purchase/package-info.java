@NullMarked
package dev.florin.wallet.purchase;

import org.jspecify.annotations.NullMarked;
