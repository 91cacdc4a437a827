package dev.florin.notification.feed;

/** How long a connection may go on: until its token's end, and while its client answers. */
final class Life {
    private final FeedLimits limits;
    private long pingedAtMs;
    private long endsAtMs;
    private int unanswered;

    /** What is due. */
    enum Due {
        QUIET,
        PING,
        /** Too many pings went unanswered. */
        LOST,
        /** The token's time is over. */
        OVER
    }

    Life(FeedLimits limits, long nowMs, long endsAtMs) {
        this.limits = limits;
        this.pingedAtMs = nowMs;
        this.endsAtMs = endsAtMs;
    }

    /** The client is alive. */
    void heard() {
        unanswered = 0;
    }

    /** Never shortens it. */
    void prolong(long endMs) {
        endsAtMs = Math.max(endsAtMs, endMs);
    }

    Due at(long nowMs) {
        if (nowMs >= endsAtMs) {
            return Due.OVER;
        }
        if (nowMs - pingedAtMs < limits.heartbeat().toMillis()) {
            return Due.QUIET;
        }
        if (unanswered >= limits.missedHeartbeats()) {
            return Due.LOST;
        }
        pingedAtMs = nowMs;
        unanswered++;
        return Due.PING;
    }
}
