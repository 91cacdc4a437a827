package dev.florin.refund.refund;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.refund.source.Answer;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefundTest {
    private static final Instant NOW = Instant.parse("2026-01-31T09:30:00.120Z");
    private static final Money AMOUNT = Money.ofMinor(50, Asset.of("USD"));
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(5), Duration.ofMinutes(1), 3);

    private static Refund refund(int tries) {
        return new Refund(
                new UUID(0, 1),
                new Refund.Thing(
                        "wallet",
                        "purchase",
                        new UUID(0, 2),
                        "alice",
                        AMOUNT,
                        BigInteger.ZERO,
                        AMOUNT.minor(),
                        "purchase_timeout",
                        NOW,
                        NOW,
                        null),
                Refund.State.PROCESSING,
                tries + 3,
                tries,
                null,
                null,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
    }

    private static Refund.Outcome after(Answer answer, int tries) {
        return refund(tries).after(answer, PATIENCE, NOW, new Random(1));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,    PROCESSING, true",
        "PENDING,    COMPLETED,  false",
        "PROCESSING, PROCESSING, true",
        "PROCESSING, COMPLETED,  true",
        "PROCESSING, RETRYING,   true",
        "PROCESSING, FAILED,     true",
        "PROCESSING, PENDING,    false",
        "RETRYING,   PROCESSING, true",
        "RETRYING,   COMPLETED,  false",
        "FAILED,     RETRYING,   true",
        "FAILED,     PROCESSING, false",
        "COMPLETED,  PROCESSING, false",
        "COMPLETED,  RETRYING,   false"
    })
    void hasTheseSteps(Refund.State from, Refund.State to, boolean expected) {
        assertEquals(expected, from.mayBecome(to));
    }

    @Test
    void moneyThatIsBackCompletesIt() {
        assertEquals(
                new Refund.Outcome.Completed(new Refund.Given(AMOUNT, "WhatsApp", null, null, NOW)),
                after(new Answer.Given(AMOUNT, "WhatsApp", null, null), 3));
    }

    @Test
    void whatIsNotOwedIsTheOperatorsAtOnce() {
        assertEquals(new Refund.Outcome.Failed("refund-not-due"), after(new Answer.Refused("refund-not-due", true), 1));
    }

    @ParameterizedTest
    @CsvSource({"1, 2500, 5000", "2, 5000, 10000"})
    void aFailureWaitsTwiceAsLongEachTime(int tries, long fromMs, long toMs) {
        for (Answer answer : new Answer[] {new Answer.Unknown("timeout"), new Answer.Refused("wallet-frozen", false)}) {
            Refund.Outcome.Retrying later = (Refund.Outcome.Retrying) after(answer, tries);
            long waitMs = Duration.between(NOW, later.at()).toMillis();
            assertTrue(waitMs >= fromMs && waitMs <= toMs, waitMs + " ms");
        }
    }

    @Test
    void afterTheLastTryItIsTheOperators() {
        assertEquals(new Refund.Outcome.Failed("timeout"), after(new Answer.Unknown("timeout"), 3));
    }

    @ParameterizedTest
    @CsvSource({"4", "5", "31", "32", "1000", "2147483647"})
    void noWaitIsLongerThanTheLongest(int tries) {
        long waitMs = Duration.between(NOW, PATIENCE.next(tries, NOW, new Random(tries)))
                .toMillis();
        assertTrue(waitMs >= 20_000 && waitMs <= 60_000, waitMs + " ms");
    }

    @Test
    void whatFailedTogetherDoesNotComeBackTogether() {
        Random random = new Random(7);
        long different = random.ints(100)
                .mapToObj(_ -> PATIENCE.next(3, NOW, random))
                .distinct()
                .count();
        assertTrue(different > 90, different + " of 100");
    }

    @Test
    void patienceHasAnEnd() {
        assertThrows(
                IllegalArgumentException.class, () -> new Patience(Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
        assertThrows(IllegalArgumentException.class, () -> new Patience(Duration.ZERO, Duration.ofSeconds(1), 1));
    }
}
