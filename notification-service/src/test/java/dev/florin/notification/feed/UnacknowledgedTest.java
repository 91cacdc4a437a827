package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.notification.Some;
import dev.florin.notification.feed.Seen.Acked;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UnacknowledgedTest {
    private final Unacknowledged unacknowledged = new Unacknowledged();

    private void sent(long... seqs) {
        LongStream.of(seqs).forEach(unacknowledged::sent);
    }

    private List<Acked> acknowledge(long seq) {
        return unacknowledged.acknowledge(seq, Some.NOON);
    }

    private static Acked acked(long after, long upTo) {
        return new Acked(after, upTo, Some.NOON);
    }

    @Test
    void nothingThatCameBeforeTheFirstIsCovered() {
        sent(9, 10, 11);
        assertEquals(List.of(acked(8, 10)), acknowledge(10));
        assertEquals(List.of(), acknowledge(10), "that is nothing new");
        assertEquals(List.of(acked(10, 11)), acknowledge(11));
    }

    @Test
    void nothingThatWasPassedOverIsCovered() {
        sent(1, 2, 5, 7, 8);
        assertEquals(List.of(acked(0, 2), acked(4, 5), acked(6, 7)), acknowledge(7));
        sent(9);
        assertEquals(List.of(acked(7, 9)), acknowledge(9));
        sent(11);
        assertEquals(List.of(acked(10, 11)), acknowledge(12));
    }

    @Test
    void whatIsSentAgainIsAcknowledgedAgain() {
        sent(1, 3);
        assertEquals(List.of(acked(0, 1), acked(2, 3)), acknowledge(3));
        sent(1, 2, 3);
        assertEquals(List.of(acked(0, 3)), acknowledge(3), "the second was passed over before");
    }

    @Test
    void ofTooManyRunsTheOldestIsGivenUp() {
        LongStream.rangeClosed(1, 101).forEach(n -> sent(2 * n));
        List<Acked> all = acknowledge(202);
        assertEquals(100, all.size());
        assertEquals(acked(3, 4), all.getFirst());
    }
}
