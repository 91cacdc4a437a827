/** Records that other services exchange with wallet-service. */
@NullMarked
package dev.florin.common.api.wallet;

import org.jspecify.annotations.NullMarked;
