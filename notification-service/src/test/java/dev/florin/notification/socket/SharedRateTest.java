package dev.florin.notification.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.rate.RateLimit;
import org.junit.jupiter.api.Test;

class SharedRateTest {
    private static final long NOW = 1_000_000;

    private final SharedRate rate = new SharedRate(new RateLimit(10, 20));

    private int pass(int attempts, long nowMs) {
        int passed = 0;
        for (int i = 0; i < attempts; i++) {
            passed += rate.take(nowMs) ? 1 : 0;
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
        assertFalse(rate.take(NOW + 1999));
        assertTrue(rate.take(NOW + 2100));
    }

    @Test
    void tellsWhatPassedHereOnce() {
        pass(50, NOW);
        rate.charge(3, NOW);
        assertEquals(20, rate.told());
        assertEquals(0, rate.told());
    }
}
