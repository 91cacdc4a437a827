package dev.florin.escrow.unsettled;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money that should have moved and has not.
 *
 * @param id under which it can be tried again: of the escrow, the red packet or the claim
 * @param subject whose money it is: {@code escrow:<id>} or {@code red_packet:<id>}
 * @param action what does not come to an end: {@code fund, payment, release, refund, resolve, give_back, claim}
 * @param problem what was in the way the last time; absent if whoever tried died over it
 * @param tries so far
 * @param since when it was wanted first
 * @param nextAt when it is tried again by itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Unsettled(
        UUID id, String subject, String action, @Nullable String problem, int tries, Instant since, Instant nextAt) {}
