/** Compares the books of refunds with those of the ledger and of the owners, and says so when they differ. */
@NullMarked
package dev.florin.refund.reconciliation;

import org.jspecify.annotations.NullMarked;
