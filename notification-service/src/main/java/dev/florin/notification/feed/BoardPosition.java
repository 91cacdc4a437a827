package dev.florin.notification.feed;

/** How far one connection has followed the announcements; what it was shown counts for all of its user's devices. */
final class BoardPosition {
    private final String userId;
    private final Seen seen;
    private long pos;

    BoardPosition(String userId, Seen seen) {
        this.userId = userId;
        this.seen = seen;
    }

    boolean isBefore(long announcement) {
        return announcement > pos;
    }

    void reached(long announcement) {
        pos = announcement;
        seen.announced(userId, announcement);
    }

    /**
     * Who was never here before missed none: what was said to everyone in the past was not said to them. Who was here a
     * moment ago may not be written down yet.
     *
     * @return after which announcement to go on
     */
    long open(long announcedToUser, long lastAnnouncement) {
        if (announcedToUser == Standing.NEVER) {
            reached(Math.max(pos, seen.unwritten(userId).orElse(lastAnnouncement)));
        } else {
            pos = Math.max(pos, announcedToUser);
        }
        return pos;
    }
}
