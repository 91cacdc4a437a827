package dev.florin.wallet.history;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Quota;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes files of any length: rows come from the database a few at a time, and only as fast as the client takes them.
 * Each export has a connection to itself for as long as it runs, so that only so many run at once.
 */
@Singleton
public class ExportService {
    private final HistoryStore store;
    private final HistoryConfig config;
    private final Clock clock;
    private final ExportSlots slots;
    private final Counter rows;

    ExportService(HistoryStore store, HistoryConfig config, Clock clock, MeterRegistry metrics) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.slots = new ExportSlots(config.exports());
        this.rows = Counter.builder("history_exported_rows")
                .description("Movements that were written into exports")
                .register(metrics);
        Gauge.builder("history_exports", slots, ExportSlots::taken)
                .description("Exports that are running")
                .register(metrics);
    }

    /**
     * Takes a slot for an export, which has to be either written or abandoned.
     *
     * @throws FlorinException {@link ProblemType#TOO_BUSY}, {@link ProblemType#RATE_LIMITED}
     */
    Export begin(String user, HistoryQuery query, ExportFormat format) {
        return switch (slots.take(user)) {
            case GRANTED -> new Export(user, query, format);
            case ALL_TAKEN ->
                throw new FlorinException(
                        ProblemType.TOO_BUSY, "As many exports as may are running; try again shortly.");
            // Nobody knows when it will have been read; one that nobody reads ends after this.
            case ENOUGH_FOR_ONE ->
                throw FlorinException.rateLimited(
                        new Quota(slots.mostOfOne(), config.exportPatience()),
                        "As many of your exports as may are running; take those first.");
        };
    }

    /** One file. */
    final class Export {
        private static final long NOT_WRITING = 0;

        private final String user;
        private final HistoryQuery query;
        private final ExportFormat format;
        private final AtomicBoolean taken = new AtomicBoolean();
        private volatile long writingSince = NOT_WRITING;

        private Export(String user, HistoryQuery query, ExportFormat format) {
            this.user = user;
            this.query = query;
            this.format = format;
        }

        /** Gives the slot back if nothing was or will be written. */
        void abandon() {
            if (taken.compareAndSet(false, true)) {
                slots.giveBack(user);
            }
        }

        /** Whether the client has taken nothing for so long that it is taken for lost. */
        boolean isStuck() {
            long since = writingSince;
            return since != NOT_WRITING
                    && System.nanoTime() - since > config.exportPatience().toNanos();
        }

        /** Writes the whole file. */
        void writeTo(OutputStream target) throws IOException {
            if (!taken.compareAndSet(false, true)) {
                throw new IOException("the client has gone");
            }
            try {
                store.reading(connection -> {
                    store.waitForClient(connection, config.exportPatience().multipliedBy(2));
                    write(connection, target);
                    return true;
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } finally {
                slots.giveBack(user);
            }
        }

        private void write(Connection connection, OutputStream target) throws SQLException {
            Instant now = clock.instant();
            Writer out = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
            try {
                ExportFormat.File file = format.begin(out, query.period(), now);
                for (Span span : store.spans(connection, user, query.currency(), query.period())) {
                    file.beginWallet(span, store.balanceAfter(connection, span.wallet(), span.asset(), span.upTo()));
                    store.stream(connection, span, query, config.exportFetch(), line -> add(file, line));
                    file.endWallet();
                }
                file.end();
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void add(ExportFormat.File file, Line line) {
            writingSince = System.nanoTime() | 1;
            try {
                file.add(line.view());
                rows.increment();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                writingSince = NOT_WRITING;
            }
        }
    }
}
