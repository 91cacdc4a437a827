@NullMarked
package dev.florin.wallet.insight;

import org.jspecify.annotations.NullMarked;
