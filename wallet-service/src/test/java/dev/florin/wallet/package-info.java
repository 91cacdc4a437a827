/** Tests of wallet-service. */
@NullMarked
package dev.florin.wallet;

import org.jspecify.annotations.NullMarked;
