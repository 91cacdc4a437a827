/** One key, one movement of money, one answer. */
@NullMarked
package dev.florin.common.idempotency;

import org.jspecify.annotations.NullMarked;
