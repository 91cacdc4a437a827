package dev.florin.common.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyHourTest {
    private static Duration waitAt(String time) {
        return SteadyHour.Wait.wait(Instant.parse("2026-12-31T" + time + "Z"));
    }

    @Test
    void onlyTheEndOfAnHourIsWaitedFor() {
        assertEquals(Duration.ZERO, waitAt("23:00:00"));
        assertEquals(Duration.ZERO, waitAt("23:59:30"));
        assertEquals(Duration.ofMillis(30_049), waitAt("23:59:30.001"));
        assertEquals(Duration.ofMillis(51), waitAt("23:59:59.999"));
    }
}
