package dev.florin.common.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.Some;
import dev.florin.common.database.Database;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.RefundEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.ServiceToken;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.TestDatabase;
import dev.florin.common.test.TestTokens;
import dev.florin.common.trace.Traces;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayJobTest {
    private static final TestDatabase DATABASE = TestDatabase.create("relay_test");
    private static final Database AS_APPLICATION = new Database(DATABASE.asApplication());

    private final EventSink sink = new EventSink();
    private final List<RelayJob> started = new ArrayList<>();

    @BeforeAll
    static void createTables() throws SQLException {
        try (Connection owner = DATABASE.asOwner().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TABLE outbox (
                        pos        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                        id         uuid NOT NULL,
                        payload    json NOT NULL,
                        created_at timestamptz NOT NULL
                    );
                    CREATE TABLE outbox_parked (
                        pos        bigint PRIMARY KEY,
                        id         uuid NOT NULL,
                        payload    json NOT NULL,
                        created_at timestamptz NOT NULL,
                        reason     text NOT NULL,
                        parked_at  timestamptz NOT NULL DEFAULT now()
                    );
                    GRANT SELECT, INSERT, DELETE ON outbox, outbox_parked TO relay_test_app
                    """);
        }
    }

    @BeforeEach
    void emptyTables() {
        AS_APPLICATION.update("DELETE FROM outbox", Database.Binder.NOTHING);
        AS_APPLICATION.update("DELETE FROM outbox_parked", Database.Binder.NOTHING);
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        for (RelayJob relay : started) {
            relay.stop(new ShutdownEvent());
        }
        sink.close();
    }

    /** A row tells {@code events} events that carry its name; some names are trouble. */
    private static final Outbox STORIES = row -> {
        String[] nameAndCount = row.payload().replaceAll("[\"{}]", "").split(":", 2);
        String name = nameAndCount[0];
        if (name.startsWith("unreadable")) {
            throw new IllegalArgumentException("no such story");
        }
        if (name.startsWith("invalid")) {
            throw new FlorinException(ProblemType.INVALID_EVENT, "a story that breaks a rule");
        }
        if (name.startsWith("broken")) {
            throw new IllegalStateException("a story that nobody expected");
        }
        return IntStream.range(0, Integer.parseInt(nameAndCount[1].trim()))
                .mapToObj(i -> EventEnvelope.of(
                        Outbox.eventId(row, i),
                        "/test",
                        Some.INSTANT,
                        name.startsWith("refund") ? refund() : Some.systemAlert(),
                        List.of("alice"),
                        name + "#" + i,
                        null))
                .toList();
    };

    private static FlorinEvent refund() {
        return Some.events().stream()
                .filter(RefundEvent.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private static void commit(String name, int events) {
        AS_APPLICATION.update("INSERT INTO outbox (id, payload, created_at) VALUES (?, ?::json, now())", row -> {
            row.setObject(1, Ids.fresh());
            row.setString(2, "{\"" + name + "\":" + events + "}");
        });
    }

    private RelayJob relay(DataSource dataSource, String url, OutboxConfig config) {
        return relay(dataSource, url, config, STORIES);
    }

    private RelayJob relay(DataSource dataSource, String url, OutboxConfig config, Outbox stories) {
        ServiceToken token = new ServiceToken(
                "test", "florin", () -> TestTokens.keys().services().getPrivate(), Clock.systemUTC());
        OutboxStore store = new OutboxStore(new Database(dataSource));
        RelayJob relay = new RelayJob(
                dataSource,
                store,
                new NotificationClient(url, token, config, Traces.OFF),
                config,
                new OnlyInstance<>(stories),
                Traces.OFF);
        started.add(relay);
        relay.start(new StartupEvent());
        return relay;
    }

    private RelayJob relay() {
        return relay(DATABASE.asApplication(), sink.url(), new FastConfig());
    }

    private static long waiting() {
        return count("outbox");
    }

    private static long count(String table) {
        return AS_APPLICATION
                .first("SELECT count(*) FROM " + table, Database.Binder.NOTHING, row -> row.getLong(1))
                .orElseThrow();
    }

    private static void allAreHandedOn() {
        Eventually.holds("the outbox is empty", () -> waiting() == 0);
    }

    private static List<String> names(int rows) {
        return IntStream.range(0, rows).mapToObj(i -> "row" + i + "#0").toList();
    }

    @Test
    void tellsInTheOrderOfTheRows() {
        IntStream.range(0, 250).forEach(i -> commit("row" + i, 1));
        relay();
        allAreHandedOn();
        assertEquals(names(250), sink.accepted());
    }

    @Test
    void isWokenByACommit() {
        RelayJob relay = relay(DATABASE.asApplication(), sink.url(), new FastConfig() {
            @Override
            public Duration poll() {
                return Duration.ofMinutes(1);
            }
        });
        commit("first", 1);
        relay.wake();
        Eventually.holds("the first is told", () -> sink.accepted().size() == 1);
        commit("second", 1);
        relay.wake();
        allAreHandedOn();
        assertEquals(List.of("first#0", "second#0"), sink.accepted());
        // waking it is what waits for the connection on stop as well
        relay.wake();
    }

    @Test
    void findsRowsForWhichNobodyWakesIt() {
        relay();
        commit("row0", 1);
        allAreHandedOn();
        assertEquals(names(1), sink.accepted());
    }

    @Test
    void showsItsTokenAndItsMediaType() {
        commit("row0", 1);
        relay();
        allAreHandedOn();
        assertEquals(EventEnvelope.BATCH_MEDIA_TYPE, sink.contentType());
        assertTrue(sink.authorization().startsWith("Bearer ey"), sink.authorization());
    }

    @Test
    void keepsTheOrderThroughFailures() {
        sink.answerNext(500, 503, 502, 401, 404, 429);
        IntStream.range(0, 20).forEach(i -> commit("row" + i, 1));
        relay();
        allAreHandedOn();
        assertEquals(names(20), sink.accepted());
        assertEquals(7, sink.requests());
        assertEquals(0, count("outbox_parked"));
    }

    @Test
    void deletesNothingBeforeItIsAccepted() {
        sink.answerNext(500, 500, 500);
        IntStream.range(0, 5).forEach(i -> commit("row" + i, 1));
        sink.onRequest(() -> assertEquals(5, waiting()));
        relay();
        allAreHandedOn();
        assertEquals(4, sink.requests());
        assertEquals(List.of(), sink.failures());
    }

    @Test
    void waitsLongerAfterEachFailure() {
        sink.answerNext(500, 500, 500, 500, 500, 500);
        commit("row0", 1);
        relay();
        allAreHandedOn();
        List<Duration> gaps = sink.gaps();
        // doubled from 10 ms up to 100 ms, of which the jitter leaves a half at least
        int[] leastMs = {10, 20, 40, 50, 50, 50};
        IntStream.range(0, leastMs.length)
                .forEach(i -> assertTrue(gaps.get(i).toMillis() >= leastMs[i], "gap " + i + " of " + gaps));
    }

    @Test
    void triesAgainWhatTookTooLong() {
        CountDownLatch stuck = new CountDownLatch(1);
        sink.blockNextOn(stuck);
        commit("row0", 1);
        relay(DATABASE.asApplication(), sink.url(), new FastConfig() {
            @Override
            public Duration timeout() {
                return Duration.ofMillis(500);
            }
        });
        Eventually.holds("it is tried again", () -> sink.requests() >= 2);
        allAreHandedOn();
        stuck.countDown();
        assertEquals("row0#0", sink.accepted().getFirst());
    }

    @Test
    void waitsForAServiceThatIsNotThereYet() throws IOException {
        int port = sink.port();
        sink.close();
        commit("row0", 1);
        commit("row1", 1);
        relay();
        try (EventSink late = new EventSink(port)) {
            allAreHandedOn();
            assertEquals(names(2), late.accepted());
        }
    }

    @Test
    void setsAsideWhatCannotBeReadAndTellsTheRest() {
        commit("row0", 1);
        commit("unreadable", 1);
        commit("row1", 1);
        commit("invalid", 1);
        commit("row2", 1);
        commit("broken", 1);
        commit("row3", 1);
        relay();
        allAreHandedOn();
        assertEquals(names(4), sink.accepted());
        assertEquals(3, count("outbox_parked"));
    }

    @Test
    void setsAsideWhatIsRefusedAndTellsTheRestInOrder() {
        for (int status : new int[] {400, 413, 422}) {
            commit("poison" + status, 2);
        }
        IntStream.range(0, 20).forEach(i -> commit("row" + i, 1));
        commit("poison400", 1);
        sink.refuse("poison400", 400);
        sink.refuse("poison413", 413);
        sink.refuse("poison422", 422);
        relay();
        allAreHandedOn();
        assertEquals(names(20), sink.accepted());
        assertEquals(4, count("outbox_parked"));
        assertEquals(
                List.of("refused by notification-service"),
                AS_APPLICATION.list(
                        "SELECT DISTINCT reason FROM outbox_parked", Database.Binder.NOTHING, row -> row.getString(1)));
    }

    /** In the words that operators know (seed 004). */
    @Test
    void linesOfTheLogNameRefundsApart() {
        List<String> lines = new CopyOnWriteArrayList<>();
        PatternFormatter message = new PatternFormatter("%s");
        Logger logger = Logger.getLogger(RelayJob.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(message.format(line).replaceAll(": outbox row .* is parked", ""));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            commit("refund", 1);
            commit("poison", 1);
            sink.refuse("refund", 400);
            sink.refuse("poison", 400);
            relay();
            allAreHandedOn();
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(
                List.of(
                        "CRITICAL: Failed to send refund notification, refused by notification-service",
                        "CRITICAL: Failed to send notification, refused by notification-service"),
                lines);
    }

    @Test
    void keepsBatchesWithinTheirLimitAndRowsInOnePiece() {
        IntStream.range(0, 30).forEach(i -> commit("row" + i, 1 + i % 4));
        relay(DATABASE.asApplication(), sink.url(), new FastConfig() {
            @Override
            public int events() {
                return 7;
            }

            @Override
            public int rows() {
                return 9;
            }
        });
        allAreHandedOn();
        List<String> expected = IntStream.range(0, 30)
                .boxed()
                .flatMap(i -> IntStream.range(0, 1 + i % 4).mapToObj(event -> "row" + i + "#" + event))
                .toList();
        assertEquals(expected, sink.accepted());
        for (List<String> batch : sink.batches()) {
            assertTrue(batch.size() <= 7, batch.toString());
            assertTrue(batch.getFirst().endsWith("#0"), "a row is torn apart: " + batch);
        }
    }

    /** What remembers rows can go by what it was asked: anew after each time that somebody else may have told some. */
    @Test
    void asksForEachRowOnceAndSaysWhenItBeginsAnew() {
        List<String> asked = new CopyOnWriteArrayList<>();
        Outbox stories = new Outbox() {
            @Override
            public List<EventEnvelope> events(OutboxRow row) {
                asked.add(row.payload().replaceAll("[\"{}:0-9]", ""));
                return STORIES.events(row);
            }

            @Override
            public void takeOver() {
                asked.add("takes over");
            }
        };
        for (String name : List.of("a", "b", "poison", "c", "d")) {
            commit(name, 3);
        }
        sink.answerNext(503);
        sink.refuse("poison", 422);
        relay(
                DATABASE.asApplication(),
                sink.url(),
                new FastConfig() {
                    @Override
                    public int events() {
                        return 10;
                    }
                },
                stories);
        allAreHandedOn();
        List<String> all = List.of("takes over", "a", "b", "poison", "c", "d");
        assertEquals(Stream.concat(all.stream(), all.stream()).toList(), asked);
        assertEquals(1, count("outbox_parked"));
    }

    @Test
    void aRowThatTellsNothingIsDone() {
        commit("silent", 0);
        commit("row0", 1);
        relay();
        allAreHandedOn();
        assertEquals(names(1), sink.accepted());
    }

    @Test
    void theSameStoryHasTheSameIds() {
        UUID rowId = Ids.fresh();
        OutboxRow row = new OutboxRow(1, rowId, "{}");
        List<String> ids = IntStream.range(0, Outbox.MAX_EVENTS_PER_ROW)
                .mapToObj(i -> Outbox.eventId(row, i))
                .toList();
        assertEquals(Outbox.MAX_EVENTS_PER_ROW, ids.stream().distinct().count());
        assertEquals(
                ids,
                IntStream.range(0, Outbox.MAX_EVENTS_PER_ROW)
                        .mapToObj(i -> Outbox.eventId(new OutboxRow(99, rowId, "[]"), i))
                        .toList());
    }

    @Test
    void oneRelayWorksAndTheOtherTakesOverWhenItDies() {
        FailingDataSource cable = new FailingDataSource(DATABASE.asApplication());
        try (EventSink other = new EventSink()) {
            relay(cable, sink.url(), new FastConfig());
            commit("row0", 1);
            allAreHandedOn();
            relay(DATABASE.asApplication(), other.url(), new FastConfig());
            IntStream.range(1, 50).forEach(i -> commit("row" + i, 1));
            allAreHandedOn();
            assertEquals(names(50), sink.accepted());
            assertEquals(List.of(), other.accepted());

            cable.cut();
            terminateLeader();
            IntStream.range(50, 60).forEach(i -> commit("row" + i, 1));
            allAreHandedOn();
            assertEquals(names(60).subList(50, 60), other.accepted());
            assertEquals(50, sink.accepted().size());
        }
    }

    @Test
    void aRelayThatStopsHandsTheWorkOver() throws InterruptedException {
        try (EventSink other = new EventSink()) {
            RelayJob first = relay();
            commit("row0", 1);
            allAreHandedOn();
            relay(DATABASE.asApplication(), other.url(), new FastConfig());
            first.stop(new ShutdownEvent());
            commit("row1", 1);
            allAreHandedOn();
            assertEquals(List.of("row1#0"), other.accepted());
        }
    }

    @Test
    void carriesOnWhenItsConnectionIsKilled() {
        relay();
        commit("row0", 1);
        allAreHandedOn();
        terminateLeader();
        commit("row1", 1);
        allAreHandedOn();
        assertEquals(names(2), sink.accepted());
    }

    @Test
    void showsHowFarBehindItIs() {
        commit("row0", 1);
        commit("row1", 1);
        OutboxStore.Backlog backlog = new OutboxStore(AS_APPLICATION).backlog();
        assertEquals(2, backlog.waiting());
        assertEquals(0, backlog.parked());
        assertTrue(backlog.oldestAgeS() >= 0 && backlog.oldestAgeS() < 60, backlog.toString());
    }

    private static void terminateLeader() {
        new Database(DATABASE.asSuperuser()).list("""
                        SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
                         WHERE locktype = 'advisory' AND granted
                           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """, Database.Binder.NOTHING, row -> row.getBoolean(1));
    }

    private static class FastConfig implements OutboxConfig {
        @Override
        public int rows() {
            return 200;
        }

        @Override
        public int events() {
            return 500;
        }

        @Override
        public Duration poll() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration backOff() {
            return Duration.ofMillis(10);
        }

        @Override
        public Duration maxBackOff() {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(10);
        }
    }
}
