package dev.florin.wallet.external;

import java.time.Instant;

/**
 * What an operator ordered about a report; never changed or deleted.
 *
 * @param decision {@code apply} or {@code dismiss}
 */
public record EventDecision(String admin, String decision, String reason, Instant decidedAt) {}
