package dev.florin.refund.refund;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The books of refunds: what is open, what is done, and what an operator has to take into hand. */
@Singleton
public class BooksService {
    private static final Logger LOG = Logger.getLogger(BooksService.class);

    private final BooksStore books;
    private final RefundStore store;
    private final Clock clock;

    BooksService(BooksStore books, RefundStore store, Clock clock) {
        this.books = books;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Some refunds, and how many there are of them.
     *
     * @param totals of all of them, not only of those in the list
     */
    public record Page(Totals totals, List<Refund> refunds) {
        public Page {
            refunds = List.copyOf(refunds);
        }
    }

    /** @param attempts who asked for it, and what the owner answered */
    public record Looked(Refund refund, List<Attempt> attempts) {
        public Looked {
            attempts = List.copyOf(attempts);
        }
    }

    /** What is due and not back, longest first; without what is the operator's. */
    public Page open(int limit) {
        return new Page(books.openTotals(), books.open(limit));
    }

    /** What is the operator's. */
    public Page failed(int limit) {
        return new Page(books.failedTotals(), books.failed(limit));
    }

    /** What is back, newest first. */
    public Page completed(int limit) {
        return new Page(books.completedTotals(), books.completed(limit));
    }

    public Totals completedTotals() {
        return books.completedTotals();
    }

    /** Whether any replica is giving something back at this moment. */
    public boolean isProcessing() {
        return books.isProcessing(clock.instant());
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} if nothing was ever due back for it */
    public Looked refundOf(UUID thing) {
        Refund refund = books.refundOf(thing).orElseThrow(BooksService::notFound);
        return new Looked(refund, books.attempts(refund.id()));
    }

    /** A user's, newest first. */
    List<Refund> of(String user, UUID before, int limit) {
        return books.of(user, before, limit);
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also if it is somebody else's */
    Refund refund(String user, UUID id) {
        return books.refund(id)
                .filter(refund -> refund.thing().userId().equals(user))
                .orElseThrow(BooksService::notFound);
    }

    /**
     * Lets a refund that failed be tried again, with all its tries; the next sweep takes it.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, {@link ProblemType#REFUND_NOT_FAILED}
     */
    public Refund retry(UUID id, String admin) {
        Refund refund = store.retry(id, "admin:" + admin, clock.instant()).orElseThrow(() -> notRetried(id));
        LOG.infof("Auto-refund taken into hand: Refund=%s, Admin=%s", id, admin);
        return refund;
    }

    private FlorinException notRetried(UUID id) {
        return books.refund(id)
                .map(_ -> new FlorinException(ProblemType.REFUND_NOT_FAILED, "The refund has not failed."))
                .orElseGet(BooksService::notFound);
    }

    private static FlorinException notFound() {
        return new FlorinException(ProblemType.NOT_FOUND, "There is no such refund.");
    }
}
