package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.notification.Some;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Who may connect, and how a connection ends. */
class FeedLifeTest {
    private final TestFeed here = new TestFeed();

    @Test
    void theOldestConnectionGoesWhenAUserHasTooMany() {
        here.open(here.wire, OptionalLong.empty());
        here.open(new FakeWire(), OptionalLong.empty());
        here.settle();
        assertEquals(0, here.wire.closeCode);
        FakeWire third = new FakeWire();
        here.open(third, OptionalLong.empty());
        here.settle();
        assertEquals(3504, here.wire.closeCode);
        assertEquals(0, third.closeCode);
        assertEquals(2, here.feed.connections());
    }

    @Test
    void theNodeTakesNoMoreThanItCan() {
        assertTrue(here.feed.reserve());
        assertTrue(here.feed.reserve());
        assertTrue(here.feed.reserve());
        assertFalse(here.feed.reserve());
        here.feed.release();
        assertTrue(here.feed.reserve());
    }

    @Test
    void aSilentClientIsPingedTwiceAndThenLetGo() {
        FeedSession session = here.open(here.wire, OptionalLong.empty());
        here.settle();
        here.shown();
        for (int beat = 0; beat < 2; beat++) {
            here.clock.advance(Duration.ofSeconds(30));
            session.tick(here.clock.millis());
        }
        assertEquals(List.of("opcode 9", "opcode 9"), here.shown());
        session.heard();
        here.clock.advance(Duration.ofSeconds(30));
        session.tick(here.clock.millis());
        here.clock.advance(Duration.ofSeconds(30));
        session.tick(here.clock.millis());
        assertEquals(0, here.wire.closeCode);
        here.clock.advance(Duration.ofSeconds(30));
        session.tick(here.clock.millis());
        assertEquals(3012, here.wire.closeCode);
    }

    @Test
    void aConnectionEndsWithItsTokenUnlessItIsProlonged() {
        FeedSession session = here.open(here.wire, OptionalLong.empty());
        here.settle();
        session.prolong(Some.NOON, Some.NOON.plus(Duration.ofHours(2)));
        session.prolong(Some.NOON, Some.NOON.plus(Duration.ofMinutes(1)));
        session.tick(Some.NOON.plus(Duration.ofMinutes(119)).toEpochMilli());
        assertEquals(0, here.wire.closeCode);
        session.tick(Some.NOON.plus(Duration.ofHours(2)).toEpochMilli());
        assertEquals(3005, here.wire.closeCode);
    }

    @Test
    void aRevocationEndsWhatAnOlderTokenOpenedUnlessANewerOneProlongedIt() {
        FakeWire other = new FakeWire();
        here.open(here.wire, OptionalLong.empty());
        FeedSession renewed = here.open(other, OptionalLong.empty());
        here.settle();
        renewed.prolong(Some.NOON.plusSeconds(2), Some.NOON.plus(Duration.ofHours(2)));
        here.feed.revoke("alice", Some.NOON);
        here.feed.revoke("bob", Some.NOON.plusSeconds(9));
        here.settle();
        assertEquals(0, here.wire.closeCode);
        here.feed.revoke("alice", Some.NOON.plusSeconds(1));
        here.settle();
        assertEquals(3500, here.wire.closeCode);
        assertEquals(0, other.closeCode);
        here.feed.revoke("alice", Some.NOON.plusSeconds(3));
        here.settle();
        assertEquals(3500, other.closeCode);
    }
}
