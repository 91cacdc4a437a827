/** The ledger, as this service reaches it: time limits, repeats under the same ids, and a circuit breaker. */
@NullMarked
package dev.florin.escrow.wallet;

import org.jspecify.annotations.NullMarked;
