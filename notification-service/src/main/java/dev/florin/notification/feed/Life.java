package dev.florin.notification.feed;

import java.time.Instant;

/** How long a connection may go on: until its token's end, and while its client answers. */
final class Life {
    private final FeedLimits limits;
    private Instant issuedAt;
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

    Life(FeedLimits limits, Subscriber subscriber, Instant now) {
        this.limits = limits;
        this.issuedAt = subscriber.issuedAt();
        this.pingedAtMs = now.toEpochMilli();
        this.endsAtMs = subscriber.end().toEpochMilli();
    }

    /** The client is alive. */
    void heard() {
        unanswered = 0;
    }

    /** Another token, made then. Never shortens it. */
    void prolong(Instant tokenIssuedAt, Instant end) {
        issuedAt = tokenIssuedAt.isAfter(issuedAt) ? tokenIssuedAt : issuedAt;
        endsAtMs = Math.max(endsAtMs, end.toEpochMilli());
    }

    /** Whether the newest token that it goes by was made before. */
    boolean isByTokenFromBefore(Instant moment) {
        return issuedAt.isBefore(moment);
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
