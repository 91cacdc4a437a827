@NullMarked
package dev.florin.refund.reconciliation;

import org.jspecify.annotations.NullMarked;
