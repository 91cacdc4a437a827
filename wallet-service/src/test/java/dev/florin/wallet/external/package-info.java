@NullMarked
package dev.florin.wallet.external;

import org.jspecify.annotations.NullMarked;
