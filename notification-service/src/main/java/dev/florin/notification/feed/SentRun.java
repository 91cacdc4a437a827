package dev.florin.notification.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What one connection was sent lately of its user's stream, without a hole. A frame costs it two comparisons; it
 * reports when a hole ends it, when the connection ends, and now and then.
 */
final class SentRun {
    /** A connection that is sent something all the time costs a write in such a time. */
    private static final Duration REPORTED_EVERY = Duration.ofSeconds(10);

    private final String userId;
    private final Passages passages;
    private final Clock clock;
    private long after;
    private long upTo;
    private Instant since = Instant.EPOCH;
    private long reportedUpTo;
    private long reportedMs;

    SentRun(String userId, Passages passages, Clock clock) {
        this.userId = userId;
        this.passages = passages;
        this.clock = clock;
    }

    void sent(long seq) {
        if (seq != upTo + 1 || after == upTo) {
            report();
            after = seq - 1;
            reportedUpTo = after;
            // As it is kept: two clients of a user that are sent the same at the same moment share a row.
            since = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        }
        upTo = seq;
    }

    void tick(long nowMs) {
        if (upTo > reportedUpTo && nowMs - reportedMs >= REPORTED_EVERY.toMillis()) {
            report();
            reportedMs = nowMs;
        }
    }

    void report() {
        if (upTo > reportedUpTo) {
            passages.passed(new Passages.Passage(userId, after, since, upTo));
            reportedUpTo = upTo;
        }
    }
}
