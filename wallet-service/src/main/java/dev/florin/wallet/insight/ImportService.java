package dev.florin.wallet.insight;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.LedgerService;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes bank statements in, never more than two batches of lines in memory, and of all others whether they are good.
 */
@Singleton
public class ImportService {
    private final FeedStore store;
    private final LedgerService ledger;
    private final InsightConfig config;
    private final Clock clock;

    ImportService(FeedStore store, LedgerService ledger, InsightConfig config, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.config = config;
        this.clock = clock;
    }

    /** Opens a statement for reading. */
    @FunctionalInterface
    interface Format {
        FeedReader read(InputStream in) throws IOException;
    }

    /**
     * Takes in every line that can be, and commits now and then: no lock waits for a slow upload. One that breaks off
     * is completed by sending it again.
     */
    ImportView skipBadLines(String user, Format format, InputStream in) {
        ImportOutcome outcome = new ImportOutcome(config.importFaults());
        try {
            // What was not acknowledged may be lost in a crash: only the last commit waits for the disk, and for all
            // before.
            read(
                    format.read(in),
                    outcome,
                    (items, isLast) -> isLast
                            ? store.alone(user, connection -> add(connection, user, items))
                            : store.aloneLazily(user, connection -> add(connection, user, items)));
        } catch (IOException e) {
            throw brokenOff();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return outcome.view();
    }

    /**
     * Takes in every line, or nothing. The file is kept aside on disk and read twice: the first time to check it.
     *
     * @throws FlorinException {@link ProblemType#IMPORT_REFUSED}
     */
    ImportView allOrNothing(String user, Format format, InputStream in) {
        try {
            Path file = Files.createTempFile("florin-import", null);
            try {
                keep(in, file);
                check(format, file);
                return storeAll(user, format, file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the file that an import is kept in", e);
        }
    }

    private static void keep(InputStream in, Path file) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int length = receive(in, buffer); length >= 0; length = receive(in, buffer)) {
                out.write(buffer, 0, length);
            }
        }
    }

    private static int receive(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw brokenOff();
        }
    }

    private void check(Format format, Path file) throws IOException {
        ImportOutcome outcome = new ImportOutcome(config.importFaults());
        try (InputStream in = Files.newInputStream(file)) {
            FeedReader reader = format.read(in);
            for (Optional<FeedLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                switch (line.get()) {
                    case FeedLine.Bad bad -> outcome.isBad(bad);
                    case FeedLine.Good good -> outcome.isGood(good);
                }
            }
        }
        outcome.requireAllGood();
    }

    private ImportView storeAll(String user, Format format, Path file) throws IOException {
        ImportOutcome outcome = new ImportOutcome(config.importFaults());
        try (InputStream in = Files.newInputStream(file)) {
            FeedReader reader = format.read(in);
            return store.alone(user, connection -> {
                try {
                    read(reader, outcome, (items, _) -> add(connection, user, items));
                } catch (IOException e) {
                    throw new UncheckedIOException("the file that an import is kept in", e);
                }
                return outcome.view();
            });
        }
    }

    private FeedStore.Stored add(Connection connection, String user, List<FeedItem> items) throws SQLException {
        FeedStore.Stored stored = FeedStore.add(connection, user, FeedStore.Source.BANK, items);
        if (stored.added() + stored.updated() > 0) {
            ledger.tell(connection, FigureEvents.changed(user, FigureEvents.Cause.IMPORT, clock.instant()));
        }
        return stored;
    }

    private void read(FeedReader reader, ImportOutcome outcome, StoreAhead.Batches batches)
            throws IOException, SQLException {
        try (StoreAhead ahead = new StoreAhead(batches, outcome)) {
            Map<String, FeedItem> batch = new LinkedHashMap<>();
            for (Optional<FeedLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                switch (line.get()) {
                    case FeedLine.Bad bad -> outcome.isBad(bad);
                    case FeedLine.Good good -> {
                        outcome.isGood(good);
                        if (batch.size() >= config.importBatch()) {
                            ahead.store(new ArrayList<>(batch.values()), false);
                            batch.clear();
                        }
                        // One statement of the database can touch a row once only.
                        batch.merge(good.item().reference(), good.item(), FeedItem::followedBy);
                    }
                }
            }
            if (!batch.isEmpty()) {
                ahead.store(new ArrayList<>(batch.values()), true);
            }
            ahead.finish();
        }
    }

    private static FlorinException brokenOff() {
        return new FlorinException(ProblemType.INVALID_REQUEST, "The upload broke off.");
    }
}
