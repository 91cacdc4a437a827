package dev.florin.wallet.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.database.Database;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a read costs among several 100,000 entries: counted by PostgreSQL itself, per transaction, so that it is what
 * was done and not what a plan promised, inside of functions as well.
 */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@TestProfile(ScaleQuarkusTest.OfItsOwn.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleQuarkusTest {
    /** Kept: a client that is collected takes the bodies with it that are still being read. */
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final int MANY = 200_000;
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final int SOME = 300;

    /** A seek by account alone looks into each month, and may have a row of it in its hand. */
    private static final int MONTHS = 10;

    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");

    @Inject
    HistoryStore store;

    @Inject
    HistoryPageStore pages;

    private final String rich = Some.user("rich");
    private final String poor = Some.user("poor");
    private UUID wallet = Some.id(0);

    /** A database of its own: other tests compare all books, byte for byte. */
    public static final class OfItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("florin.history.exports", "1", "florin.history.export-patience", "PT10S");
        }
    }

    @BeforeAll
    void makeHistory() throws SQLException {
        Sql.asOwner().execute("SELECT make_entry_months('" + START + "', 6)");
        wallet = Past.of(rich, "USD", MANY, START, STEP);
        Past.of(rich, "EUR", SOME, START, Duration.ofHours(1));
        for (int i = 0; i < 20; i++) {
            Past.of(Some.user("other"), "USD", SOME, START, Duration.ofHours(1));
        }
        Past.of(poor, "USD", SOME, START, Duration.ofHours(1));
        Sql.asSuperuser().execute("VACUUM ANALYZE");
    }

    /** What a transaction did to the tables of movements: scans of them, rows read from them. */
    private record Cost(long scans, long rows) {}

    private Cost cost(Database.Work<?> work) {
        return store.reading(connection -> {
            Cost before = soFar(connection);
            work.on(connection);
            Cost after = soFar(connection);
            return new Cost(after.scans() - before.scans(), after.rows() - before.rows());
        });
    }

    /** Counts of this connection that nobody has collected yet, which may be of earlier transactions as well. */
    private static Cost soFar(Connection connection) throws SQLException {
        return Database.list(connection, """
                        SELECT sum(seq_scan), sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables
                         WHERE relname ~ '^(entry|transfer)'
                        """, Database.Binder.NOTHING, row -> new Cost(row.getLong(1), row.getLong(2)))
                .getFirst();
    }

    private static void isAtMost(long rows, Cost cost) {
        assertEquals(0, cost.scans());
        assertTrue(cost.rows() <= rows, cost + " is more than " + rows);
        assertTrue(cost.rows() > 0, "this measures nothing");
    }

    private HistoryPageStore.Page page(Connection connection, List<Span> spans, HistoryQuery query, boolean counted)
            throws SQLException {
        return pages.read(connection, spans, spans, new HistoryPageStore.Wanted(query, 0, 51, counted), "");
    }

    private static HistoryQuery query(String type, Period period) {
        return new HistoryQuery(type, period, null, null, null, null, null);
    }

    @Test
    void aPageCostsWhatItShows() {
        for (String user : List.of(rich, poor)) {
            // 51 of each wallet, and a transfer for each that is shown
            isAtMost(3 * 51 + 2 * MONTHS, cost(connection -> {
                List<Span> spans = store.spans(connection, user, null, Period.ALWAYS);
                HistoryPageStore.Page page = page(connection, spans, HistoryQuery.EVERYTHING, true);
                assertEquals(user.equals(rich) ? MANY + SOME : SOME, page.total());
                assertEquals(51, page.lines().size());
                return page;
            }));
        }
    }

    @Test
    void aPageFromTheMiddleOfTimeCostsAFewLooksMore() {
        Period march = Period.of("2026-03-05", "2026-03-07");
        isAtMost(3 * 51 + 4 * 20 + 2 * MONTHS, cost(connection -> {
            List<Span> spans = store.spans(connection, rich, null, march);
            assertEquals(3 * 24 * 60, spans.getLast().entries());
            return page(connection, spans, HistoryQuery.EVERYTHING, false);
        }));
    }

    @Test
    void aFilterLooksOnlyAtTheUsersOwnMovementsInTheTime() {
        HistoryQuery debits = query("sms_purchase", Period.ALWAYS);
        isAtMost(4 * SOME, cost(connection -> {
            List<Span> spans = store.spans(connection, poor, null, Period.ALWAYS);
            HistoryPageStore.Page page = page(connection, spans, debits, true);
            assertEquals(SOME / 2, page.total());
            return page;
        }));
        // the first page of a rich one stops as soon as it is full, in each wallet
        isAtMost(
                10 * 51,
                cost(connection ->
                        page(connection, store.spans(connection, rich, null, Period.ALWAYS), debits, false)));
    }

    /** The amount stands beside the key: none of the scattered entries is fetched only to be counted. */
    @Test
    void countingByAmountReadsTheIndexAlone() {
        HistoryQuery large =
                new HistoryQuery("debit", Period.ALWAYS, Some.USD, null, new BigDecimal("0.50"), null, null);
        isAtMost(10 * 51, cost(connection -> {
            List<Span> spans = store.spans(connection, rich, Some.USD, Period.ALWAYS);
            HistoryPageStore.Page page = page(connection, spans, large, true);
            assertEquals(MANY / 2, page.total());
            return page;
        }));
    }

    @Test
    void theBalanceAtAnInstantTakesAHandfulOfLooks() {
        Instant middle = START.plus(STEP.multipliedBy(MANY / 2 + 1));
        isAtMost(20, cost(connection -> {
            Span span = store.span(connection, wallet, Some.USD, new Period(null, middle));
            assertEquals(MANY / 2, span.upTo());
            assertEquals(
                    new BigDecimal(MANY / 2).setScale(2),
                    store.balanceAfter(connection, wallet, Some.USD, span.upTo())
                            .major());
            return span;
        }));
    }

    @Test
    void theWholeWayThroughHttpIsExactAsWell() {
        assertEquals(
                MANY + SOME,
                Api.as(rich)
                        .get("/api/wallet/transactions/detailed?limit=1")
                        .expect(200)
                        .json()
                        .get("total")
                        .intValue());
        assertEquals(
                MANY / 2,
                Api.as(rich)
                        .get("/api/wallet/transactions/detailed?limit=1&currency=USD&type=sms_purchase")
                        .expect(200)
                        .json()
                        .get("total")
                        .intValue());
    }

    private static HttpResponse<InputStream> export(String user, String format) throws Exception {
        return HTTP.send(
                Api.as(user)
                        .request("/api/wallet/transactions/export?format=" + format)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static long rowsWritten() {
        return new Api(null)
                .get("/q/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("history_exported_rows_total"))
                .mapToLong(line -> new BigDecimal(line.substring(line.lastIndexOf(' ') + 1)).longValue())
                .sum();
    }

    private static long waitingForTheirClient() {
        return Sql.number("""
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'
                   AND query LIKE '%AS least%' AND state_change < clock_timestamp() - interval '0.3 s'
                """);
    }

    private static void nothingIsExported() {
        Eventually.holds(
                "all slots are free",
                () -> new Api(null).get("/q/metrics").text().contains("history_exports 0.0"));
        assertEquals(0, waitingForTheirClient());
    }

    /**
     * The first bytes are here while the last rows are still unread, and stay unread until somebody takes the first.
     */
    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "ofx"})
    void anExportIsReadFromTheDatabaseAsFastAsTheClientTakesIt(String format) throws Exception {
        long before = rowsWritten();
        try (InputStream body = export(rich, format).body()) {
            assertTrue(body.read() > 0);
            Eventually.holds("the database waits for the client", () -> waitingForTheirClient() == 1);
            long written = rowsWritten() - before;
            assertTrue(written > 0 && written < MANY * 3 / 4, written + " rows went out to nobody");
            String oncePerMovement = switch (format) {
                case "json" -> "\"id\":";
                case "csv" -> ",completed,";
                default -> "<FITID>";
            };
            assertEquals(MANY + SOME, occurrences(body, oncePerMovement));
        }
        assertEquals(MANY + SOME, rowsWritten() - before);
        nothingIsExported();
    }

    /**
     * A client as quick as any: one that dawdles is cut off, as it should be. The words do not begin within themselves.
     */
    private static long occurrences(InputStream body, String word) throws IOException {
        byte[] wanted = word.getBytes(StandardCharsets.UTF_8);
        byte[] chunk = new byte[1 << 16];
        long found = 0;
        int matched = 0;
        for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
            for (int i = 0; i < read; i++) {
                matched = chunk[i] == wanted[matched] ? matched + 1 : chunk[i] == wanted[0] ? 1 : 0;
                if (matched == wanted.length) {
                    found++;
                    matched = 0;
                }
            }
        }
        return found;
    }

    @Test
    void oneMoreThanMayRunIsRefusedAndAClientThatGoesAwayMakesRoom() throws Exception {
        try (InputStream body = export(rich, "csv").body()) {
            assertTrue(body.read() > 0);
            ApiAnswer refused = Api.as(poor).get("/api/wallet/transactions/export");
            assertEquals("too-busy", refused.expect(503).code());
            assertEquals("1", refused.header("Retry-After"));
            ApiAnswer enough = Api.as(rich).get("/api/wallet/transactions/export");
            assertEquals("rate-limited", enough.expect(429).code());
            assertEquals("1", enough.header("RateLimit-Limit"));
            assertEquals("10", enough.header("Retry-After"));
        }
        nothingIsExported();
        Api.as(poor).get("/api/wallet/transactions/export").expect(200);
    }

    @Test
    void aClientThatTakesNothingIsCutOff() throws Exception {
        try (InputStream body = export(rich, "json").body()) {
            assertTrue(body.read() > 0);
            Eventually.holds("the database waits for the client", () -> waitingForTheirClient() == 1);
            nothingIsExported();
            assertThrows(IOException.class, body::readAllBytes);
        }
    }
}
