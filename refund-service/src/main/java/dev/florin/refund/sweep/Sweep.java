package dev.florin.refund.sweep;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One time that what was due was given back, of one source or of all.
 *
 * @param triggeredBy {@link #SCHEDULE}, {@link #POLL}, or {@code admin:} and the operator's id
 * @param unreachable sources that could not be asked; what is due of them waits
 */
public record Sweep(
        UUID id,
        String triggeredBy,
        Instant startedAt,
        Instant endedAt,
        Map<String, Tally.Reason> byReason,
        Set<String> unreachable) {
    public static final String SCHEDULE = "schedule";
    public static final String POLL = "poll";

    int completed() {
        return byReason.values().stream().mapToInt(Tally.Reason::completed).sum();
    }

    int failed() {
        return byReason.values().stream().mapToInt(Tally.Reason::failed).sum();
    }

    /** Every second a poll finds nothing: that is not worth a row. */
    boolean isWorthKeeping() {
        return !triggeredBy.equals(POLL) || completed() + failed() > 0;
    }
}
