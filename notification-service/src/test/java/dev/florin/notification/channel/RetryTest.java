package dev.florin.notification.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
    private static final Retry LONGEST =
            new Retry(Duration.ofSeconds(10), Duration.ofMinutes(5), 4, (_, end) -> end - 1);
    private static final Retry SHORTEST =
            new Retry(Duration.ofSeconds(10), Duration.ofMinutes(5), 4, (start, _) -> start);

    @ParameterizedTest
    @CsvSource({"1, 5, 10", "2, 10, 20", "5, 80, 160", "6, 150, 300", "60, 150, 300"})
    void waitsLongerEachTimeAndNeverTheSame(int attempt, long least, long most) {
        assertEquals(Duration.ofSeconds(least), SHORTEST.after(attempt, Duration.ZERO));
        assertEquals(Duration.ofSeconds(most), LONGEST.after(attempt, Duration.ZERO));
    }

    @Test
    void waitsAsLongAsItIsToldAndNotForEver() {
        assertEquals(Duration.ofHours(2), LONGEST.after(1, Duration.ofHours(2)));
        assertFalse(LONGEST.isLast(3));
        assertTrue(LONGEST.isLast(4));
    }
}
