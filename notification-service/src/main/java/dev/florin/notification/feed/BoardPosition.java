package dev.florin.notification.feed;

import io.netty.buffer.ByteBuf;
import java.util.OptionalLong;

/** How far one connection has followed the announcements; what it was shown counts for all of its user's devices. */
final class BoardPosition {
    private final FeedSession session;
    private final Outlet outlet;
    private final Seen seen;
    private long pos;
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
            session.show(frames);
            if (!session.isClosed()) {
                reached(announcement);
            }
        }
    }

    /** Whether it would take a run of announcements as they are. */
    boolean takesAll(long first) {
        return first > pos && !session.isClosed() && !session.isOpening() && session.isUnfiltered() && outlet.isIdle();
    }

    /** A run of announcements in one buffer; only if it {@link #takesAll}. */
    void takeAll(ByteBuf bytes, long last, int frames) {
        outlet.sendNow(bytes, frames);
        reached(last);
    }

    private void reached(long announcement) {
        pos = announcement;
        isNews = true;
    }

    /** Says how far it has got, now and then: at each announcement it would cost as much as the announcement. */
    void report() {
        if (isNews) {
            isNews = false;
            seen.announced(session.userId(), pos);
        }
    }

    /**
     * Who was never here before missed none: what was said to everyone in the past was not said to them. Who was here a
     * moment ago may not be written down yet.
     *
     * @return after which announcement to go on
     */
    long open(long announcedToUser, long lastAnnouncement) {
        OptionalLong lately = seen.lately(session.userId());
        if (announcedToUser == Standing.NEVER) {
            reached(Math.max(pos, lately.orElse(lastAnnouncement)));
            report();
        } else {
            pos = Math.max(pos, Math.max(announcedToUser, lately.orElse(announcedToUser)));
        }
        return pos;
    }
}
