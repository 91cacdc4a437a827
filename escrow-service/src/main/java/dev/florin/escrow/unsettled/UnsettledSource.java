package dev.florin.escrow.unsettled;

import dev.florin.common.page.TimeCursor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Seam: a feature whose movements of money may wait for ever. */
public interface UnsettledSource {
    /** What was tried in vain, newest first, after the cursor. */
    List<Unsettled> unsettled(TimeCursor after, int limit);

    /**
     * What was tried so often and was not told since then. It counts as told with this transaction, so that it is told
     * once, by whichever replica.
     */
    List<Unsettled> takeUntold(Connection transaction, int tries, Instant since, Instant now, int limit)
            throws SQLException;

    /**
     * Tries it again now; what has come to its end meanwhile stays as it is.
     *
     * @return whether there is such a thing here
     */
    boolean retry(UUID id);
}
