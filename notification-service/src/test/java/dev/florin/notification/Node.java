package dev.florin.notification;

import dev.florin.common.database.Database;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Spans;
import dev.florin.notification.dialect.NotificationsDialect;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedLimits;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Neighbours;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Subscriber;
import dev.florin.notification.feed.TestBroker;
import dev.florin.notification.inbox.InboxService;
import dev.florin.notification.inbox.TestInbox;
import dev.florin.notification.socket.RevocationService;
import dev.florin.notification.socket.TestRates;
import dev.florin.notification.socket.TestRegistry;
import dev.florin.notification.socket.TestRevocations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A second node on the database of the service under test, put together by hand in the same process. */
final class Node {
    final Database database = new Database(FlorinTestResource.database().asApplication());
    final NotificationsDialect dialect = new NotificationsDialect();
    final Spans spans = new Spans();
    final FeedMeters meters = new FeedMeters(new SimpleMeterRegistry(), List.of(dialect), spans.traces());
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final DefaultEventLoop loop = new DefaultEventLoop();
    final Feed feed;
    final Neighbours neighbours = new Neighbours();
    final Broker broker;
    private final TestBroker testBroker;
    final InboxService inbox;
    final TestRegistry registry;
    final TestRates rates;
    final RevocationService revocations;
    final PassingService passing;

    /** @param poll how often it looks for what it was not told */
    Node(Duration poll) {
        this(poll, 10_000);
    }

    /** @param connections to all nodes together */
    Node(Duration poll, int connections) {
        feed = new Feed(
                TestInbox.history(database),
                new FeedLimits(connections, 100, 20, 1 << 20, Duration.ofSeconds(30), 2),
                meters,
                Clock.systemUTC(),
                threads);
        testBroker = TestBroker.listening(FlorinTestResource.database().asApplication(), feed, neighbours, poll);
        broker = testBroker.broker();
        inbox = TestInbox.inbox(database, feed, broker, meters);
        revocations = TestRevocations.of(database, feed, broker, neighbours);
        registry = new TestRegistry(database, feed, broker, 20);
        rates = new TestRates(broker, neighbours);
        passing = testBroker.passing(feed);
    }

    FakeWire connect(String user) {
        return connect(user, FeedSession.Wish.EVERYTHING);
    }

    FakeWire connect(String user, FeedSession.Wish wish) {
        FakeWire wire = open(user, wish);
        Eventually.holds("connected", () -> !wire.written.isEmpty());
        return wire;
    }

    /** Connects and does not wait for a greeting: the token was issued long ago. */
    FakeWire open(String user, FeedSession.Wish wish) {
        FakeWire wire = new FakeWire();
        Subscriber subscriber = new Subscriber(
                user, Set.of("user"), Instant.EPOCH, Instant.now().plusSeconds(60), null);
        feed.reserve();
        loop.submit(() -> feed.open(subscriber, dialect, wire, loop, wish)).syncUninterruptibly();
        return wire;
    }

    /** All of the user's clients hang up. */
    void disconnect(String user) {
        feed.of(user).forEach(session -> loop.submit(session::closed).syncUninterruptibly());
    }

    /** Waits until what another node passes on to a user arrives at this wire. */
    static void awaitHearing(PassingService other, String user, FakeWire wire) {
        String data = "{\"user_id\":\"probe\",\"status\":\"away\",\"last_seen\":\"2026-01-31T12:00:00.000Z\"}";
        Notice probe = new Notice("probe", "presence", Some.NOON, data, new Place.Passing(null), Some.NOON);
        Eventually.holds("the nodes hear each other", () -> {
            other.pass(List.of(user), probe);
            return wire.written.getLast().contains("probe");
        });
    }

    /** It hears no other node any more. */
    void deafen() {
        testBroker.stop();
    }

    void stop() {
        registry.leave();
        testBroker.stop();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        threads.close();
    }
}
