package dev.florin.wallet.ledger;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A command in the queue, and who waits for it. */
record Ticket(Command command, CompletableFuture<List<Outcome>> outcomes) {
    /** Somebody outside holds a lock on one of the accounts. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    void fail(Throwable failure) {
        outcomes.completeExceptionally(
                switch (failure) {
                    case SQLException e
                    when LOCK_NOT_AVAILABLE.equals(e.getSQLState()) ->
                        new FlorinException(ProblemType.TOO_BUSY, "The account is locked; nothing was changed.");
                    case SQLException e -> new DatabaseException(e);
                    case RuntimeException e -> new IllegalStateException("the command could not be written", e);
                    default -> failure;
                });
    }
}
