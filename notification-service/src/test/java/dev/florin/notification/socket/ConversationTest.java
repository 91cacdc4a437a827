package dev.florin.notification.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.rate.RateLimit;
import dev.florin.common.security.Revocations;
import dev.florin.common.security.TokenVerifier;
import dev.florin.common.test.MovableClock;
import dev.florin.notification.Some;
import dev.florin.notification.dialect.NotificationsDialect;
import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedLimits;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.NoHistory;
import dev.florin.notification.feed.Subscriber;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final TokenVerifier.Party NOBODY = new TokenVerifier.Party("issuer", "audience", List::of);

    private final MovableClock clock = new MovableClock(Some.NOON);
    private final NotificationsDialect dialect = new NotificationsDialect();
    private final FeedMeters meters = new FeedMeters(new SimpleMeterRegistry(), List.of(dialect));
    private final FakeWire wire = new FakeWire();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Feed feed = new Feed(
            new NoHistory(), new FeedLimits(3, 3, 2, 4000, Duration.ofSeconds(30), 2), meters, clock, Runnable::run);
    private final FeedSession session = feed.open(
            new Subscriber("alice", Set.of("user"), Some.NOON, Some.NOON.plusSeconds(60), null),
            dialect,
            wire,
            channel.eventLoop(),
            FeedSession.Wish.EVERYTHING);

    @Test
    void theRateOfAUserIsTheOneThatIsKnownWhenSheSpeaks() {
        SharedRate forgotten = new SharedRate(new RateLimit(10, 10));
        SharedRate spentElsewhere = new SharedRate(new RateLimit(10, 10));
        spentElsewhere.charge(10, clock.millis());
        Queue<SharedRate> known = new ArrayDeque<>(List.of(forgotten, spentElsewhere));
        Conversation.Terms terms = new Conversation.Terms(
                new TokenVerifier(NOBODY, NOBODY, 1, Revocations.NONE, clock),
                Duration.ZERO,
                meters,
                clock,
                100,
                100,
                10);
        channel.runPendingTasks();
        Conversation conversation = new Conversation(session, Desk.NONE, terms, known::remove);
        conversation.said("{\"type\":\"ping\"}");
        assertTrue(wire.written.getLast().contains("\"pong\""), wire.written.toString());
        conversation.said("{\"type\":\"ping\"}");
        assertTrue(wire.written.getLast().contains("rate-limited"), wire.written.toString());
    }
}
