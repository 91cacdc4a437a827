/** What is due back, between its owners and refund-service: one contract, spoken by every owner. */
@NullMarked
package dev.florin.common.api.refund;

import org.jspecify.annotations.NullMarked;
