package dev.florin.escrow.payment;

import java.time.Instant;

/**
 * What an operator ordered about a report; never changed or deleted.
 *
 * @param decision {@code retry} or {@code dismiss}
 */
public record PaymentDecision(String admin, String decision, String reason, Instant decidedAt) {}
