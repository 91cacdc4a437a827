package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.notification.Some;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComingsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final dev.florin.notification.dialect.NotificationsDialect dialect =
            new dev.florin.notification.dialect.NotificationsDialect();
    private final Feed feed = new Feed(
            new NoHistory(),
            new FeedLimits(10, 10, 10, 1000, Duration.ofSeconds(30), 2),
            new FeedMeters(new SimpleMeterRegistry(), List.of(dialect)),
            Clock.systemUTC(),
            _ -> {});

    private FeedSession open(String user) {
        Subscriber subscriber = new Subscriber(
                user, Set.of("user"), Instant.EPOCH, Instant.now().plusSeconds(60), "192.0.2.1");
        assertTrue(feed.reserve());
        return feed.open(subscriber, dialect, new FakeWire(), channel.eventLoop(), FeedSession.Wish.EVERYTHING);
    }

    @Test
    void whatCameAndWentInBetweenLeavesNoTrace() {
        FeedSession stays = open(Some.user());
        open(Some.user()).closed();
        assertEquals(
                new Comings.Changes(List.of(stays), List.of()), feed.comings().take(10));
        stays.closed();
        assertEquals(
                new Comings.Changes(List.of(), List.of(stays)), feed.comings().take(10));
        assertTrue(feed.comings().take(10).isEmpty());
    }

    @Test
    void isHandedOverInBatches() {
        FeedSession one = open("a");
        FeedSession two = open("b");
        FeedSession three = open("c");
        assertEquals(List.of(one, two), feed.comings().take(2).came());
        assertEquals(List.of(three), feed.comings().take(2).came());
    }

    @Test
    void whatCouldNotBeWrittenIsStillToBeWrittenIfItIsStillSo() {
        FeedSession one = open("a");
        FeedSession two = open("b");
        Comings.Changes unwritten = feed.comings().take(10);
        two.closed();
        feed.comings().putBack(unwritten);
        assertEquals(
                new Comings.Changes(List.of(one), List.of(two)), feed.comings().take(10));
    }
}
