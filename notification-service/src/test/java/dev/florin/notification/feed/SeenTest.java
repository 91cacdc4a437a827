package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.MovableClock;
import dev.florin.notification.Some;
import dev.florin.notification.feed.Seen.Acked;
import dev.florin.notification.feed.Seen.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeenTest {
    private static final Instant LATER = Some.NOON.plusSeconds(1);

    private final Seen seen = new Seen(new MovableClock(Some.NOON));

    private void acknowledged(long after, long upTo, Instant at) {
        seen.acknowledged("alice", List.of(new Acked(after, upTo, at)));
    }

    @Test
    void whatIsAcknowledgedBitByBitIsWrittenOnceAndWhatIsNotIsLeftOut() {
        acknowledged(7, 8, LATER);
        acknowledged(0, 2, Some.NOON);
        acknowledged(2, 5, LATER);
        acknowledged(1, 3, Some.NOON);
        seen.announced("alice", 4);
        Position position = new Position(4, List.of(new Acked(0, 5, LATER), new Acked(7, 8, LATER)));
        assertEquals(Map.of("alice", position), seen.take(10));
        acknowledged(5, 6, LATER);
        seen.putBack(Map.of("alice", position));
        assertEquals(
                Map.of("alice", new Position(4, List.of(new Acked(0, 6, LATER), new Acked(7, 8, LATER)))),
                seen.take(10));
    }
}
