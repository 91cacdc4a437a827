package dev.florin.notification.inbox;

import dev.florin.common.event.Priority;
import dev.florin.notification.feed.Notice;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Writes rows of its own with the notifications that are kept: in their transaction, so that neither can be without the
 * other. The inbox lies below whoever needs this; hence a seam.
 */
@FunctionalInterface
public interface Companion {
    /** A notification that has just been written. */
    record Kept(String userId, long seq, Notice notice, Priority priority) {}

    /** Called while the recipients' feeds are locked: no more than a few statements over the whole set. */
    void keep(Connection transaction, List<Kept> kept, Instant now) throws SQLException;
}
