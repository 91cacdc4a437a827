package dev.florin.common.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {
    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.2S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT54.9S, 55"})
    void whoWaitsSoManySecondsIsNotRefusedAgain(Duration reset, String seconds) {
        assertEquals(
                Map.of(
                        "RateLimit-Limit",
                        "60",
                        "RateLimit-Remaining",
                        "0",
                        "RateLimit-Reset",
                        seconds,
                        "Retry-After",
                        seconds),
                new Quota(60, reset).headers());
    }
}
