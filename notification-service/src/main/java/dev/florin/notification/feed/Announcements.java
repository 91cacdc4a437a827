package dev.florin.notification.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The messages to everyone of the last day, in memory: every connection that opens asks for them. */
final class Announcements {
    static final Duration KEPT = Duration.ofHours(24);

    private volatile List<Frames> recent = List.of();
    private volatile long last;

    /** How a new one relates to what is known. */
    enum Fit {
        NEXT,
        KNOWN,
        /** There is one between that this node has not seen. */
        AHEAD
    }

    long last() {
        return last;
    }

    synchronized Fit fit(long pos) {
        if (pos <= last) {
            return Fit.KNOWN;
        }
        return pos == last + 1 ? Fit.NEXT : Fit.AHEAD;
    }

    synchronized void add(Frames frames, long pos, Instant now) {
        List<Frames> kept = new ArrayList<>(after(0, now));
        kept.add(frames);
        recent = List.copyOf(kept);
        last = pos;
    }

    List<Frames> after(long pos, Instant now) {
        Instant oldest = now.minus(KEPT);
        return recent.stream()
                .filter(frames -> frames.notice().place() instanceof Place.Announcement(long at) && at > pos)
                .filter(frames -> frames.notice().acceptedAt().isAfter(oldest))
                .toList();
    }
}
