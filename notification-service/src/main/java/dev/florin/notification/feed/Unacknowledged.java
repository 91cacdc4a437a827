package dev.florin.notification.feed;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What one connection was sent of its user's stream and its client has not acknowledged yet, in runs without a hole.
 * Whatever else lies below the seq of an acknowledgement is not covered by it: what came before the connection, and
 * what its filter or its dialect passed over, may be critical, and nobody has seen it.
 */
final class Unacknowledged {
    /** Beyond so many the oldest is given up: what it tells of is not acknowledged then, and may escalate. */
    private static final int MAX_RUNS = 100;

    private final Deque<Run> runs = new ArrayDeque<>(1);

    private static final class Run {
        private long after;
        private long upTo;

        Run(long seq) {
            after = seq - 1;
            upTo = seq;
        }
    }

    void sent(long seq) {
        Run newest = runs.peekLast();
        if (newest != null && seq == newest.upTo + 1) {
            newest.upTo = seq;
            return;
        }
        if (runs.size() == MAX_RUNS) {
            runs.removeFirst();
        }
        runs.addLast(new Run(seq));
    }

    /** @return what of it goes no further than {@code seq}; it is acknowledged from now on */
    List<Seen.Acked> acknowledge(long seq, Instant at) {
        List<Seen.Acked> acknowledged = new ArrayList<>();
        for (Run run : runs) {
            long upTo = Math.min(run.upTo, seq);
            if (run.after < upTo) {
                acknowledged.add(new Seen.Acked(run.after, upTo, at));
                run.after = upTo;
            }
        }
        runs.removeIf(run -> run.after == run.upTo);
        return acknowledged;
    }
}
