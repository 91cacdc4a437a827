package dev.florin.wallet.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.wallet.Some;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Movement;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRulesTest {
    private static final AlertRules RULES = new AlertRules(new LargeDeductions(Map.of("jpy", BigDecimal.ZERO)));

    private static Movement.Side side(int account, Account.Kind kind, long posted, long held, long seq) {
        return new Movement.Side(
                Some.id(account),
                "owner-" + account,
                kind,
                BigInteger.valueOf(posted),
                BigInteger.valueOf(held),
                seq,
                seq);
    }

    private static Movement.Side wallet(long posted, long held, long seq) {
        return side(10, Account.Kind.WALLET, posted, held, seq);
    }

    private static Movement.Side world(long seq) {
        return side(90, Account.Kind.WORLD, -1_000_000, 0, seq);
    }

    private static Movement movement(
            String type, long amount, Instant at, Movement.Side debit, Movement.@Nullable Side credit) {
        return new Movement(Some.id(1), type, "USD", BigInteger.valueOf(amount), null, null, at, null, debit, credit);
    }

    private static List<Alert.Kind> kinds(Movement movement) {
        return RULES.of(movement).stream().map(Alert::kind).toList();
    }

    @ParameterizedTest
    @CsvSource({"5000, false", "5001, true", "1, false"})
    void moreThanTheThresholdLeavingAtOnceIsLarge(long cents, boolean large) {
        Movement out = movement("p2p", cents, Some.INSTANT, wallet(1, 0, 2), side(11, Account.Kind.WALLET, 1, 0, 1));
        assertEquals(large ? List.of(Alert.Kind.LARGE_DEDUCTION) : List.of(), kinds(out));
        assertEquals(List.of(), kinds(movement("deposit", cents, Some.INSTANT, world(9), wallet(cents, 0, 1))));
        assertEquals(List.of(), kinds(movement(Movement.HOLD, cents, Some.INSTANT, wallet(1, 0, 2), null)));
    }

    @Test
    void aCurrencyThatIsSwitchedOffNeverIs() {
        Movement yen = new Movement(
                Some.id(1),
                "p2p",
                "JPY",
                BigInteger.TEN.pow(30),
                null,
                null,
                Some.INSTANT,
                null,
                wallet(1, 0, 2),
                world(1));
        assertEquals(List.of(), kinds(yen));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 100, false", "-1, 0, 100, true", "-1, 0, 1, true", "-101, 0, 100, false", "0, 1, 100, false"})
    void fallingBelowZeroIsSaidOnceAndNotWhileItIsBelow(long posted, long held, long amount, boolean negative) {
        assertEquals(
                negative ? List.of(Alert.Kind.NEGATIVE_BALANCE) : List.of(),
                kinds(movement("fee", amount, Some.INSTANT, wallet(posted, held, 2), world(1))));
    }

    /**
     * Of ten, thirty are held against an overdraft: available is below zero all the time, the balance at the first
     * part.
     */
    @Test
    void aHoldThatIsTakenInPartsCrossesOnce() {
        assertEquals(List.of(), kinds(movement(Movement.HOLD, 30, Some.INSTANT, wallet(10, 30, 2), null)));
        assertEquals(
                List.of(Alert.Kind.NEGATIVE_BALANCE),
                kinds(movement("fee", 15, Some.INSTANT, wallet(-5, 15, 3), world(1))));
        assertEquals(List.of(), kinds(movement("fee", 15, Some.INSTANT, wallet(-20, 0, 4), world(2))));
    }

    @Test
    void theSameMovementRaisesTheSameAlert() {
        Movement out = movement("p2p", 9_999, Some.INSTANT, wallet(1, 0, 2), world(1));
        assertEquals(RULES.of(out), RULES.of(out));
    }
}
