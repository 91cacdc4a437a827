package dev.florin.refund.refund;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One time that the owner was asked.
 *
 * @param number counted from 1
 * @param triggeredBy {@code schedule}, {@code poll} or {@code admin:} and the operator's id
 * @param answeredAt absent while it is under way, and for ever if a crash cut it off
 * @param outcome {@code given}, {@code refused} or {@code unknown}
 * @param answer the amount that was given back, the code of the refusal, or what went wrong
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attempt(
        int number,
        String triggeredBy,
        Instant startedAt,
        @Nullable Instant answeredAt,
        @Nullable String outcome,
        @Nullable String answer) {}
