package dev.florin.escrow.escrow;

import dev.florin.common.page.TimeCursor;
import dev.florin.escrow.unsettled.Unsettled;
import dev.florin.escrow.unsettled.UnsettledSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Escrows whose money should have moved. */
@Singleton
public class UnsettledEscrowService implements UnsettledSource {
    private final UnsettledEscrowStore store;
    private final EscrowStore escrows;
    private final StepService steps;

    UnsettledEscrowService(UnsettledEscrowStore store, EscrowStore escrows, StepService steps) {
        this.store = store;
        this.escrows = escrows;
        this.steps = steps;
    }

    @Override
    public List<Unsettled> unsettled(TimeCursor after, int limit) {
        return store.unsettled(after, limit);
    }

    @Override
    public List<Unsettled> takeUntold(Connection transaction, int tries, Instant since, Instant now, int limit)
            throws SQLException {
        return store.takeUntold(transaction, tries, since, now, limit);
    }

    @Override
    public boolean retry(UUID id) {
        if (escrows.escrow(id).isEmpty()) {
            return false;
        }
        steps.retry(id);
        return true;
    }
}
