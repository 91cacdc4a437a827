package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.MovableClock;
import dev.florin.notification.Some;
import dev.florin.notification.feed.Passages.Passage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentRunTest {
    private final MovableClock clock = new MovableClock(Some.NOON);
    private final Passages passages = new Passages();
    private final SentRun run = new SentRun("alice", passages, clock);

    private List<Passage> reported() {
        return passages.take(100);
    }

    private static Passage passage(long after, Instant since, long upTo) {
        return new Passage("alice", after, since, upTo);
    }

    @Test
    void aRunIsOneRowHoweverLongItGets() {
        run.sent(1);
        run.tick(clock.millis());
        assertEquals(List.of(passage(0, Some.NOON, 1)), reported());
        clock.advance(Duration.ofSeconds(5));
        run.sent(2);
        run.tick(clock.millis());
        assertEquals(List.of(), reported(), "not before its time");
        run.sent(3);
        clock.advance(Duration.ofSeconds(5));
        run.tick(clock.millis());
        assertEquals(List.of(passage(0, Some.NOON, 3)), reported());
        run.report();
        assertEquals(List.of(), reported(), "nothing is new");
    }

    @Test
    void whatWasPassedOverIsNotClaimed() {
        run.sent(7);
        run.sent(8);
        clock.advance(Duration.ofSeconds(1));
        run.sent(10);
        run.report();
        assertEquals(List.of(passage(6, Some.NOON, 8), passage(9, Some.NOON.plusSeconds(1), 10)), reported());
    }

    @Test
    void whatIsSentAgainIsARunOfItsOwn() {
        run.sent(7);
        run.sent(8);
        clock.advance(Duration.ofSeconds(1));
        run.sent(7);
        run.report();
        assertEquals(List.of(passage(6, Some.NOON, 8), passage(6, Some.NOON.plusSeconds(1), 7)), reported());
    }

    @Test
    void twoClientsOfAUserThatAreSentTheSameAtOnceShareARow() {
        SentRun other = new SentRun("alice", passages, clock);
        run.sent(1);
        clock.advance(Duration.ofNanos(1000));
        other.sent(1);
        other.sent(2);
        run.report();
        other.report();
        assertEquals(List.of(passage(0, Some.NOON, 2)), reported());
    }

    @Test
    void whatCouldNotBeWrittenIsReportedAgainAsFarAsItHasCome() {
        run.sent(1);
        run.report();
        List<Passage> unwritten = reported();
        run.sent(2);
        run.report();
        passages.putBack(unwritten);
        assertEquals(List.of(passage(0, Some.NOON, 2)), reported());
    }
}
