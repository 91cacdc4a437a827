package dev.florin.notification.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.rate.RateLimit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedRateTest {
    private static final long NOW = 1_000_000;

    private final SharedRate rate = new SharedRate(new RateLimit(10, 20));

    private int pass(int attempts, long nowMs) {
        int passed = 0;
        for (int i = 0; i < attempts; i++) {
            passed += rate.take(1, nowMs) ? 1 : 0;
        }
        return passed;
    }

    @Test
    void whatPassedElsewhereIsTakenFromThePermits() {
        rate.charge(15, NOW);
        assertEquals(5, pass(20, NOW));
        assertEquals(10, pass(20, NOW + 1000));
    }

    @Test
    void whatWasTooMuchElsewhereIsPaidBackButNeverMoreThanABucket() {
        rate.charge(1_000_000, NOW);
        assertFalse(rate.take(1, NOW + 1999));
        assertTrue(rate.take(1, NOW + 2100));
    }

    @Test
    void whoIsNotHereYetIsChargedToo() {
        SharedRates rates = new SharedRates(10, 20);
        rates.charge(Map.of("10.0.0.1", 19), NOW);
        assertTrue(rates.of("10.0.0.1").take(1, NOW));
        assertFalse(rates.of("10.0.0.1").take(1, NOW));
        assertTrue(rates.of("10.0.0.2").take(20, NOW));
    }

    @Test
    void onlyWhoIsFastIsToldOfAndOnce() {
        SharedRates rates = new SharedRates(30, 60);
        rates.of("slow").take(2, NOW);
        rates.of("fast").take(3, NOW);
        rates.charge(Map.of("elsewhere", 30), NOW);
        assertEquals(List.of(Map.of("fast", 3)), rates.told());
        assertEquals(List.of(), rates.told());
    }

    @Test
    void whoeverAreManyAreToldInPieces() {
        SharedRates rates = new SharedRates(10, 20);
        IntStream.range(0, 1500).forEach(n -> rates.of("user-" + n).take(1, NOW));
        List<Map<String, Integer>> told = rates.told();
        assertEquals(List.of(1000, 500), told.stream().map(Map::size).toList());
    }

    @Test
    void tellsWhatPassedHereOnce() {
        pass(50, NOW);
        rate.charge(3, NOW);
        assertEquals(20, rate.told());
        assertEquals(0, rate.told());
    }
}
