package dev.florin.notification.feed;

import io.netty.buffer.ByteBuf;

/**
 * How far one connection has followed the announcements, and how far that is certain: what has reached one device
 * counts for all of its user's, and nothing but this position brings an announcement back. What is written into a
 * connection may be lost in it, so the answer to a ping counts, for what was written before the ping. Another message
 * does not: it may have crossed the announcement on its way.
 */
final class BoardPosition {
    private final FeedSession session;
    private final Outlet outlet;
    private final Seen seen;
    /** Up to here the connection has been given announcements. */
    private long pos;
    /** Up to here they are known to have been written, and not to wait in the queue. */
    private long written;
    /** Up to here they were written before the first ping that was not answered when it went out. */
    private long asked;
    /** Pings that are to be answered: that one, and those that went out before its answer came. */
    private int unanswered;
    /** Up to here they have arrived. */
    private long confirmed;

    private boolean isNews;

    BoardPosition(FeedSession session, Outlet outlet, Seen seen) {
        this.session = session;
        this.outlet = outlet;
        this.seen = seen;
    }

    /** What this connection does not show is left to the user's other ones, and to later. */
    void take(Frames frames) {
        if (!session.isOpening()
                && frames.notice().place() instanceof Place.Announcement(long announcement)
                && announcement > pos
                && session.wants(frames)) {
            boolean goesToTheWire = outlet.isIdle();
            session.show(frames);
            if (!session.isClosed()) {
                pos = announcement;
                written = goesToTheWire ? pos : written;
            }
        }
    }

    /** Whether it would take a run of announcements as they are. */
    boolean takesAll(long first) {
        return first > pos && !session.isClosed() && !session.isOpening() && session.isUnfiltered() && outlet.isIdle();
    }

    /** A run of announcements in one buffer; only if it {@link #takesAll}. */
    void takeAll(ByteBuf bytes, long last, int frames) {
        // First: the wire may say that they are out before it returns.
        pos = last;
        written = last;
        outlet.sendNow(bytes, frames);
    }

    private long written() {
        if (outlet.isIdle()) {
            written = pos;
        }
        return written;
    }

    /** To be told before a ping is written. */
    void asks() {
        if (outlet.isIdle()) {
            asked = unanswered == 0 ? pos : asked;
            unanswered++;
        }
    }

    /** A ping was answered; if it was a later one than the first, that says no more than the answer to the first. */
    void answered() {
        if (unanswered > 0) {
            unanswered--;
            confirm(asked);
        }
    }

    /** Everything that was written has arrived; also after the connection has {@linkplain #ended}. */
    void received() {
        confirm(written());
        if (session.isClosed()) {
            report();
        }
    }

    private void confirm(long announcement) {
        if (announcement > confirmed) {
            confirmed = announcement;
            isNews = true;
        }
    }

    /** What waits in the queue will not be written any more. */
    void ended() {
        pos = written();
        report();
    }

    /** Says what is certain, now and then: at each announcement it would cost as much as the announcement. */
    void report() {
        if (isNews) {
            isNews = false;
            seen.announced(session.userId(), confirmed);
        }
    }

    /**
     * Who was never here before missed none: what was said to everyone in the past was not said to them. Who was here a
     * moment ago may not be written down yet.
     *
     * @return after which announcement to go on
     */
    long open(long announcedToUser, long lastAnnouncement) {
        long known = Math.max(announcedToUser, seen.lately(session.userId()).orElse(Standing.NEVER));
        if (known == Standing.NEVER) {
            known = lastAnnouncement;
            seen.announced(session.userId(), known);
        }
        pos = Math.max(pos, known);
        written = Math.max(written, known);
        confirmed = Math.max(confirmed, known);
        return pos;
    }
}
