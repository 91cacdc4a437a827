package dev.florin.escrow.unsettled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetryTest {
    @Test
    void itIsAHalfToAllOfThatAndNeverTheSame() {
        List<Duration> waits = IntStream.range(0, 200)
                .mapToObj(_ -> Retry.after(2, Duration.ofSeconds(1), Duration.ofSeconds(5)))
                .sorted()
                .toList();
        assertTrue(waits.getFirst().toMillis() >= 1000, waits.toString());
        assertTrue(waits.getLast().toMillis() <= 2000, waits.toString());
        assertTrue(waits.stream().distinct().count() > 50, waits.toString());
        assertEquals(Duration.ZERO, Retry.after(1, Duration.ZERO, Duration.ofSeconds(5)));
    }

    @Test
    void theWaitDoublesUpToTheLongest() {
        List<Duration> waits = IntStream.of(0, 1, 2, 3, 4, 1_000_000)
                .mapToObj(tries -> Retry.most(tries, Duration.ofSeconds(1), Duration.ofSeconds(5)))
                .toList();
        assertEquals(Stream.of(1, 1, 2, 4, 5, 5).map(Duration::ofSeconds).toList(), waits);
    }
}
