package dev.florin.refund.reconciliation;

import dev.florin.common.database.DatabaseException;
import dev.florin.refund.source.SourceService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares every refund with the ledger and with its owner: a completed refund has exactly one movement of its amount,
 * and every movement that gives something back has a refund. What stands in the tables outlives restarts, and all
 * replicas read the same from them.
 *
 * <p>Each book is copied once, line by line in the order of time, and again from its beginning once a day; what
 * happened to a thing has it compared when all books that have to know of it were copied that far. A standing
 * difference is looked at again in each run, with that stretch of the books read anew.
 */
@Singleton
public class ReconciliationService {
    private static final Logger LOG = Logger.getLogger(ReconciliationService.class);
    private static final UUID FIRST = new UUID(0, 0);

    /** The books write down the same refund at times that differ by no more, if all goes well. */
    private static final Duration AROUND = Duration.ofSeconds(10);

    private final ReconciliationStore store;
    private final BookStore copies;
    private final ReconciliationConfig config;
    private final Clock clock;
    private final List<Book> books;
    private final Set<String> closed = ConcurrentHashMap.newKeySet();
    private volatile long differences;
    private volatile @Nullable Instant reconciledAt;

    ReconciliationService(
            ReconciliationStore store,
            BookStore copies,
            SourceService sources,
            ReconciliationConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.store = store;
        this.copies = copies;
        this.config = config;
        this.clock = clock;
        this.books = Stream.concat(
                        Stream.of(Book.of(sources.ledger())),
                        sources.sources().stream().map(source -> Book.of(source, clock, config.settles())))
                .toList();
        Gauge.builder("refund_differences", this, reconciliation -> reconciliation.differences)
                .description("Refunds, movements and owners' rows that do not agree")
                .register(metrics);
        Gauge.builder("refund_reconciliation_age_seconds", this, ReconciliationService::ageS)
                .description("Time since refunds were last compared with the ledger and their owners")
                .register(metrics);
    }

    /**
     * What stands.
     *
     * @param completeUntil how far each book has been read
     * @param waiting how often something happened that was not compared yet
     * @param differences the first of them
     */
    record Report(
            long differenceCount,
            @Nullable Instant reconciledAt,
            Map<String, Instant> completeUntil,
            long waiting,
            List<Difference> differences) {}

    Report report() {
        return new Report(
                store.differences(),
                store.reconciledAt().orElse(null),
                copies.completeUntil(),
                store.waiting(),
                store.standing(config.named()));
    }

    /** As far as this replica knows: it looks after each run, whoever ran. */
    long knownDifferences() {
        return differences;
    }

    /**
     * What was found before this process started still stands. A database that is away makes the service unready, not
     * dead: then the first run of the job recalls it.
     */
    void recall(@Observes StartupEvent event) {
        try {
            reload();
        } catch (DatabaseException e) {
            LOG.warnf("What was found before is not known yet: %s", e.getMessage());
        }
    }

    /** Compares what can be compared by now, unless another replica is at it; then learns what that one finds. */
    void reconcile() {
        Instant now = clock.instant();
        if (store.take(now, now.plus(config.lease()))) {
            Instant done = null;
            try {
                readBooks(store.isWholeDue(now, now.minus(config.wholeEvery())));
                compareAgain();
                compareDue(now.minus(config.settles()));
                done = now;
            } finally {
                store.giveUp(done, clock.instant());
            }
        }
        reload();
    }

    private void readBooks(boolean fromTheStart) {
        Map<String, Instant> completeUntil = copies.completeUntil();
        for (Book book : books) {
            Instant since = completeUntil.getOrDefault(book.name(), Instant.EPOCH);
            read(book, fromTheStart ? Instant.EPOCH : since);
        }
    }

    /** A book that cannot be read delays what it has to say something about, and nothing else. */
    private void read(Book book, Instant since) {
        try {
            BookStore.Place from = new BookStore.Place(since, FIRST);
            String cursor = null;
            do {
                List<Line> lines = new ArrayList<>();
                Book.Page page = book.read(since, cursor, config.page());
                lines.addAll(page.lines());
                for (int pages = 1; page.nextCursor() != null && pages < config.pages(); pages++) {
                    page = book.read(since, page.nextCursor(), config.page());
                    lines.addAll(page.lines());
                }
                cursor = page.nextCursor();
                from = copied(book, from, lines, cursor == null ? page.completeUntil() : null);
                store.keep(clock.instant().plus(config.lease()));
            } while (cursor != null);
            if (closed.remove(book.name())) {
                LOG.infof("Reconciliation reads the book '%s' again", book.name());
            }
        } catch (IOException e) {
            if (closed.add(book.name())) {
                LOG.warnf("Reconciliation waits until the book '%s' can be read: %s", book.name(), e.getMessage());
            }
        }
    }

    /** @param completeUntil null if there is more to come @return where it goes on */
    private BookStore.Place copied(Book book, BookStore.Place from, List<Line> lines, @Nullable Instant completeUntil) {
        if (completeUntil == null) {
            Line last = lines.getLast();
            BookStore.Place to = new BookStore.Place(last.at(), last.id());
            copies.copy(book.name(), new BookStore.Stretch(from, to), lines);
            return new BookStore.Place(last.at(), next(last.id()));
        }
        BookStore.Place to = new BookStore.Place(completeUntil, FIRST);
        copies.copy(book.name(), new BookStore.Stretch(from, to), lines);
        copies.completeUntil(book.name(), completeUntil);
        return to;
    }

    private static UUID next(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        return new UUID(low == 0 ? id.getMostSignificantBits() + 1 : id.getMostSignificantBits(), low);
    }

    /** Somebody may have put the other book right: its lines around there are read anew. */
    private void compareAgain() {
        List<Difference> standing = store.standing(config.named());
        Set<Line.Thing> things = new LinkedHashSet<>();
        for (Difference difference : standing) {
            things.add(new Line.Thing(difference.kind(), difference.packetId()));
            books.forEach(book -> readAround(book, difference.at()));
        }
        compare(things, List.of());
    }

    private void readAround(Book book, Instant at) {
        try {
            Instant since = at.minus(AROUND);
            List<Line> lines = new ArrayList<>();
            Book.Page page = book.read(since, null, config.page());
            lines.addAll(page.lines());
            for (int pages = 1; page.nextCursor() != null && pages < config.pages() && !isBehind(lines, at); pages++) {
                page = book.read(since, page.nextCursor(), config.page());
                lines.addAll(page.lines());
            }
            BookStore.Place to = page.nextCursor() == null
                    ? new BookStore.Place(page.completeUntil(), FIRST)
                    : new BookStore.Place(lines.getLast().at(), lines.getLast().id());
            copies.copy(book.name(), new BookStore.Stretch(new BookStore.Place(since, FIRST), to), lines);
        } catch (IOException e) {
            LOG.debugf("The book '%s' cannot be read: %s", book.name(), e.getMessage());
        }
    }

    private static boolean isBehind(List<Line> lines, Instant at) {
        return lines.getLast().at().isAfter(at);
    }

    private void compareDue(Instant settled) {
        List<ReconciliationStore.Touched> due = store.due(settled, config.batch());
        while (!due.isEmpty()) {
            Set<Line.Thing> things = new LinkedHashSet<>();
            due.forEach(touched -> things.add(touched.thing()));
            compare(things, due.stream().map(ReconciliationStore.Touched::pos).toList());
            store.keep(clock.instant().plus(config.lease()));
            due = store.due(settled, config.batch());
        }
    }

    private void compare(Collection<Line.Thing> things, List<Long> done) {
        Instant now = clock.instant();
        List<Difference> found = store.subjects(things).stream()
                .flatMap(subject -> subject.differences(now).stream())
                .toList();
        store.found(things, found, done, now);
    }

    private void reload() {
        long before = differences;
        differences = store.differences();
        reconciledAt = store.reconciledAt().orElse(null);
        if (differences > before) {
            LOG.errorf(
                    "CRITICAL: Refunds do not agree with the ledger or their owners: %d differences, one of them is %s",
                    differences, store.standing(1));
        } else if (differences == 0 && before > 0) {
            LOG.info("Refunds agree with the ledger and their owners again");
        }
    }

    private double ageS() {
        Instant last = reconciledAt;
        return last == null
                ? Double.NaN
                : Duration.between(last, clock.instant()).toSeconds();
    }
}
