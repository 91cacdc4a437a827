package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.Database;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.dialect.NotificationsDialect;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedLimits;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.PostgresBrokerService;
import dev.florin.notification.feed.Subscriber;
import dev.florin.notification.feed.TestBroker;
import dev.florin.notification.inbox.InboxService;
import dev.florin.notification.inbox.TestInbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one database: the service under test, and a second core in the same process. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class NodesQuarkusTest {
    private static final Duration SELDOM = Duration.ofHours(1);

    private final Service first = Service.underTest();
    private final Second second = new Second(SELDOM);

    @Inject
    PassingService passing;

    /** The other node. */
    private static final class Second {
        final Database database = new Database(FlorinTestResource.database().asApplication());
        final NotificationsDialect dialect = new NotificationsDialect();
        final FeedMeters meters = new FeedMeters(new SimpleMeterRegistry(), List.of(dialect));
        final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        final DefaultEventLoop loop = new DefaultEventLoop();
        final Feed feed = new Feed(
                TestInbox.history(database),
                new FeedLimits(10, 10, 1 << 20, Duration.ofSeconds(30), 2),
                meters,
                Clock.systemUTC(),
                threads);
        final PostgresBrokerService broker;
        final InboxService inbox;

        Second(Duration poll) {
            broker = TestBroker.listening(FlorinTestResource.database().asApplication(), feed, poll);
            inbox = TestInbox.inbox(database, feed, broker, meters);
        }

        FakeWire connect(String user) {
            FakeWire wire = new FakeWire();
            Subscriber subscriber =
                    new Subscriber(user, Set.of("user"), Instant.now().plusSeconds(60), null);
            feed.reserve();
            loop.submit(() -> feed.open(subscriber, dialect, wire, loop, FeedSession.Wish.EVERYTHING))
                    .syncUninterruptibly();
            Eventually.holds("connected", () -> !wire.written.isEmpty());
            return wire;
        }

        void stop() {
            TestBroker.stop(broker);
            loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
            threads.close();
        }
    }

    @AfterEach
    void stop() {
        second.stop();
    }

    @Test
    void whatOneNodeTakesInReachesTheSocketsOfTheOther() {
        String user = Some.user();
        try (SocketClient client = first.notifications(user)) {
            FakeWire wire = second.connect(user);
            for (int round = 0; round < 5; round++) {
                TestInbox.tell(second.inbox, Some.payment(round, user), Some.payment(100 + round, user));
                first.tell(Some.payment(200 + round, user), Some.balance("w-" + user, round, "1.00", user));
            }
            List<JsonNode> frames = client.next(20);
            assertEquals(
                    IntStream.rangeClosed(1, 15).mapToObj(Long::valueOf).toList(),
                    FeedQuarkusTest.seqs(
                            frames.stream().filter(frame -> frame.has("seq")).toList()));
            Eventually.holds("the other node has all payments", () -> payments(wire) == 15);
        }
    }

    private static long payments(FakeWire wire) {
        return wire.written.stream()
                .filter(text -> text.contains("payment_received"))
                .count();
    }

    @Test
    void anAnnouncementIsForTheSocketsOfAllNodes() {
        String user = Some.user();
        try (SocketClient client = first.notifications(user)) {
            FakeWire wire = second.connect(user);
            EventEnvelope one = Some.alert("one");
            EventEnvelope two = Some.alert("two");
            TestInbox.tell(second.inbox, one);
            first.tell(two);
            assertEquals(one.id(), client.next("system_alert").get("id").asText());
            assertEquals(two.id(), client.next("system_alert").get("id").asText());
            Eventually.holds("the other node has both", () -> wire.written.size() == 3);
        }
    }

    @Test
    void whatPassesReachesTheSocketsOfAllNodesInOrder() {
        String user = Some.user();
        String text = "é".repeat(10_000);
        try (SocketClient client = first.notifications(user)) {
            FakeWire wire = second.connect(user);
            for (int n = 0; n < 20; n++) {
                passing.pass(List.of(user, Some.user()), passing(n, text));
            }
            for (int n = 0; n < 20; n++) {
                JsonNode frame = client.next("chat_typing");
                assertEquals(n, frame.get("data").get("n").asInt());
                assertFalse(frame.has("seq"));
            }
            Eventually.holds("the other node has all", () -> wire.written.size() == 21);
            for (int n = 0; n < 20; n++) {
                assertEquals(
                        "{\"n\":" + n + ",\"text\":\"" + text + "\"}",
                        Json.mapper()
                                .readTree(wire.written.get(n + 1))
                                .get("data")
                                .toString());
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Notice passing(int n, String text) {
        return new Notice(
                "passing-" + n,
                "chat_typing",
                Some.NOON,
                "{\"n\":" + n + ",\"text\":\"" + text + "\"}",
                new Place.Passing(null),
                Some.NOON);
    }

    @Test
    void aLostHintIsFoundWithinFiveSeconds() throws SQLException {
        String user = Some.user();
        try (SocketClient client = first.notifications(user)) {
            client.hasNothingMore();
            silently(user);
            long start = System.nanoTime();
            client.next("payment_received");
            long tookS = (System.nanoTime() - start) / 1_000_000_000;
            assertTrue(tookS < 5, tookS + " s");
        }
    }

    /** Commits as a node that dies before anybody hears of it. */
    private static void silently(String user) throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO feed (user_id, last_seq, revision) VALUES ('" + user + "', 1, 1)");
            statement.execute(
                    "INSERT INTO notification (user_id, seq, event_id, type, priority, data, event_time) VALUES ('"
                            + user + "', 1, 'lost-" + user + "', 'payment_received', 'normal', '{}', now())");
            connection.commit();
        }
    }

    @Test
    void whatRetentionCutIsSaid() {
        String user = Some.user();
        first.tell(Some.payment(1, user), Some.payment(2, user));
        TestInbox.forget(second.database, Instant.now().plusSeconds(60));
        first.tell(Some.payment(3, user));
        try (SocketClient client = first.notifications(user, "?since=1")) {
            assertEquals("history-cut", client.next("resync").get("reason").asText());
        }
        try (SocketClient client = first.notifications(user, "?since=2")) {
            assertEquals(3, client.next("payment_received").get("seq").asLong());
        }
    }
}
