@NullMarked
package dev.florin.wallet.transfer;

import org.jspecify.annotations.NullMarked;
