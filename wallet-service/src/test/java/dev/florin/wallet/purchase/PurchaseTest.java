package dev.florin.wallet.purchase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.problem.FlorinException;
import dev.florin.wallet.Some;
import dev.florin.wallet.purchase.Purchase.Actor;
import dev.florin.wallet.purchase.Purchase.Fallen;
import dev.florin.wallet.purchase.Purchase.State;
import dev.florin.wallet.purchase.Purchase.Step;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PurchaseTest {
    private static Purchase purchase(State state, @Nullable String reason) {
        return new Purchase(
                Some.id(1),
                "alice",
                Some.id(2),
                Some.usd(50),
                "sms_purchase",
                "WhatsApp",
                "WhatsApp verification",
                state,
                Some.INSTANT,
                Some.INSTANT.plusSeconds(60),
                reason == null ? null : new Fallen(reason, Some.INSTANT),
                1,
                state == State.REFUNDED ? new Purchase.Refund("r", Some.INSTANT) : null);
    }

    private static String outcome(Purchase purchase, Step step, Set<Actor> actors) {
        try {
            return purchase.allows(step, actors) ? "go" : "already";
        } catch (FlorinException e) {
            return e.type().code();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, forbidden, go, go, forbidden",
        "CANCEL,   go, go, go, forbidden",
        "FAIL,     forbidden, go, go, forbidden",
        "TIME_OUT, forbidden, forbidden, forbidden, go"
    })
    void thisIsWhoDecides(Step step, String owner, String seller, String operator, String clock) {
        Purchase open = purchase(State.OPEN, null);
        assertEquals(owner, outcome(open, step, Set.of(Actor.OWNER)));
        assertEquals(seller, outcome(open, step, Set.of(Actor.SELLER)));
        assertEquals(operator, outcome(open, step, Set.of(Actor.OPERATOR)));
        assertEquals(clock, outcome(open, step, Set.of(Actor.CLOCK)));
        assertEquals("forbidden", outcome(open, step, Set.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, '',                 already,           purchase-not-open, purchase-not-open, purchase-not-open",
        "CANCELLED, purchase_cancelled, purchase-not-open, already,           purchase-not-open, purchase-not-open",
        "FAILED,    purchase_failed,    purchase-not-open, purchase-not-open, already,           purchase-not-open",
        "TIMED_OUT, purchase_timeout,   purchase-not-open, purchase-not-open, purchase-not-open, already",
        "REFUNDED,  purchase_cancelled, purchase-not-open, already,           purchase-not-open, purchase-not-open",
        "REFUNDED,  purchase_failed,    purchase-not-open, purchase-not-open, already,           purchase-not-open",
        "REFUNDED,  purchase_timeout,   purchase-not-open, purchase-not-open, purchase-not-open, already"
    })
    void whatIsClosedStaysAsItIs(
            State state, String reason, String complete, String cancel, String fail, String timeOut) {
        Purchase closed = purchase(state, reason.isEmpty() ? null : reason);
        Set<Actor> anybody = EnumSet.allOf(Actor.class);
        assertEquals(complete, outcome(closed, Step.COMPLETE, anybody));
        assertEquals(cancel, outcome(closed, Step.CANCEL, anybody));
        assertEquals(fail, outcome(closed, Step.FAIL, anybody));
        assertEquals(timeOut, outcome(closed, Step.TIME_OUT, anybody));
    }

    @ParameterizedTest
    @EnumSource
    void onlyAnOpenOneIsEverLateAndAtItsTimeItIs(State state) {
        Purchase purchase = purchase(state, "x");
        assertFalse(purchase.isLate(purchase.expiresAt().minus(Duration.ofMillis(1))));
        assertEquals(state == State.OPEN, purchase.isLate(purchase.expiresAt()));
    }

    @ParameterizedTest
    @EnumSource
    void theMoneyIsDueWhenNothingWasDelivered(State state) {
        assertEquals(
                Set.of(State.CANCELLED, State.FAILED, State.TIMED_OUT).contains(state),
                purchase(state, "x").isDue());
    }

    @Test
    void everyStepLeadsToAnEnd() {
        for (Step step : Step.values()) {
            assertTrue(step.to() != State.OPEN && step.to() != State.REFUNDED, step.name());
            assertEquals(purchase(step.to(), "x").isDue(), step.reason() != null, step.name());
        }
    }
}
