package dev.florin.escrow.escrow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A line of the timeline, as the parties see it; amounts are in major units of the escrow's currency. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransitionView(
        String action,
        String actor,
        @Nullable String reason,
        @Nullable String oldStatus,
        String newStatus,
        BigDecimal amount,
        Instant at) {
    static TransitionView of(Transition transition) {
        return new TransitionView(
                transition.action(),
                transition.actor(),
                transition.reason(),
                transition.from() == null ? null : transition.from().name(),
                transition.to().name(),
                transition.amount().major(),
                transition.at());
    }
}
