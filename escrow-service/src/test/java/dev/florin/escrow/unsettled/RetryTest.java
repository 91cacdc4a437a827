package dev.florin.escrow.unsettled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetryTest {
    @Test
    void theWaitDoublesUpToTheLongest() {
        List<Duration> waits = IntStream.of(0, 1, 2, 3, 4, 1_000_000)
                .mapToObj(tries -> Retry.after(tries, Duration.ofSeconds(1), Duration.ofSeconds(5)))
                .toList();
        assertEquals(Stream.of(1, 1, 2, 4, 5, 5).map(Duration::ofSeconds).toList(), waits);
    }
}
