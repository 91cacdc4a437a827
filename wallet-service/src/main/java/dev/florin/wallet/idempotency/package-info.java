/** One key, one movement of money, one answer. */
@NullMarked
package dev.florin.wallet.idempotency;

import org.jspecify.annotations.NullMarked;
