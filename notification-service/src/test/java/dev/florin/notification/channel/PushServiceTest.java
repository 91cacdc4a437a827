package dev.florin.notification.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushServiceTest {
    @ParameterizedTest
    @CsvSource({
        "201, Sent",
        "400, Never",
        "401, Never",
        "403, Never",
        "404, Gone",
        "408, Later",
        "410, Gone",
        "413, Never",
        "418, Never",
        "429, Later",
        "500, Later",
        "302, Never"
    })
    void onlyWhatIsNotThereEndsASubscription(int status, String outcome) {
        assertEquals(outcome, PushService.outcome(status, null).getClass().getSimpleName());
    }

    @ParameterizedTest
    @CsvSource({"120, 120", "soon, 0"})
    void aPushServiceSaysWhenToComeAgain(String retryAfter, long seconds) {
        assertEquals(
                new Outcome.Later(Duration.ofSeconds(seconds), "the push service answered 503"),
                PushService.outcome(503, retryAfter));
    }
}
