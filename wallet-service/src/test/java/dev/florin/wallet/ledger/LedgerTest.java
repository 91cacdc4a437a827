package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.Some;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerTest {
    private static final UUID ALICE = Some.id(1);
    private static final UUID BOB = Some.id(2);
    private static final UUID WORLD = Some.id(3);
    private static final UUID EUROS = Some.id(4);
    private static final UUID ICE = Some.id(5);
    private static final UUID FULL = Some.id(6);
    private static final UUID NOBODY = Some.id(7);
    private static final BigInteger MOST = BigInteger.TEN.pow(Money.MAX_DIGITS).subtract(BigInteger.ONE);
    private static final Instant NOW = Some.INSTANT;

    private final Map<UUID, Account> accounts = new HashMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final List<Transfer> transfers = new ArrayList<>();

    LedgerTest() {
        put(Some.wallet(ALICE, 10_000));
        put(Some.wallet(BOB, 500));
        put(Some.account(WORLD, Some.USD, Account.Kind.WORLD, BigInteger.valueOf(-10_500), 0, false));
        put(Some.account(EUROS, Some.EUR, Account.Kind.WALLET, BigInteger.valueOf(100), 0, false));
        put(Some.frozen(Some.wallet(ICE, 100)));
        put(Some.account(FULL, Some.USD, Account.Kind.WALLET, MOST, 0, false));
    }

    private void put(Account account) {
        accounts.put(account.id(), account);
    }

    private Ledger ledger() {
        return new Ledger(accounts.values(), transfers, holds, NOW);
    }

    private static Operation post(int id, UUID debit, UUID credit, long cents) {
        return new Operation.Post(Some.order(Some.id(id), debit, credit, Some.usd(cents)));
    }

    private static Operation reserve(int id, UUID account, long cents) {
        return new Operation.Reserve(Some.hold(Some.id(id), account, cents, null));
    }

    private static Operation capture(int id, int hold, UUID debit, UUID credit, long cents) {
        return new Operation.Capture(Some.id(hold), Some.order(Some.id(id), debit, credit, Some.usd(cents)));
    }

    private static Operation voided(int hold) {
        return new Operation.Release(Some.id(hold), ALICE, Operation.Reason.VOIDED);
    }

    private static Operation expired(int hold) {
        return new Operation.Release(Some.id(hold), ALICE, Operation.Reason.EXPIRED);
    }

    private static Outcome one(Ledger ledger, Operation operation) {
        return ledger.apply(Command.of(operation, Some.TRACEPARENT)).getFirst();
    }

    private static ProblemType refusal(Outcome outcome) {
        return assertInstanceOf(Outcome.Refused.class, outcome).reason();
    }

    private Hold hold(int id, long cents, long captured, Hold.State state, @Nullable Instant expiresAt) {
        Hold hold = new Hold(
                Some.hold(Some.id(id), ALICE, cents, expiresAt),
                BigInteger.valueOf(captured),
                state,
                null,
                null,
                null,
                null,
                null,
                NOW,
                NOW);
        holds.add(hold);
        if (state == Hold.State.ACTIVE) {
            Account alice = Objects.requireNonNull(accounts.get(ALICE));
            put(alice.reserved(hold.open(), BigInteger.ZERO, NOW));
        }
        return hold;
    }

    private static void holdsThat(Ledger ledger, UUID account, long posted, long held) {
        assertEquals(BigInteger.valueOf(posted), ledger.account(account).posted());
        assertEquals(BigInteger.valueOf(held), ledger.account(account).held());
    }

    private void nothingMovedIn(Ledger ledger) {
        accounts.forEach((id, account) -> assertEquals(account, ledger.account(id)));
        assertEquals(List.of(), ledger.changes().stories());
        assertEquals(List.of(), ledger.changes().changedHolds());
        assertTrue(ledger.changes().transfers().stream()
                .allMatch(transfer -> transfer.refusal().isPresent()));
        assertTrue(ledger.changes().newHolds().stream().allMatch(hold -> hold.state() == Hold.State.REFUSED));
    }

    @Test
    void movesMoneyFromOneToTheOther() {
        Ledger ledger = ledger();
        Outcome.Posted posted = assertInstanceOf(Outcome.Posted.class, one(ledger, post(100, ALICE, BOB, 1_250)));
        holdsThat(ledger, ALICE, 8_750, 0);
        holdsThat(ledger, BOB, 1_750, 0);
        assertEquals(
                new Transfer.Posted(
                        new Transfer.Posting(8, BigInteger.valueOf(8_750)),
                        new Transfer.Posting(8, BigInteger.valueOf(1_750))),
                posted.transfer().outcome());
        assertEquals(Some.usd(8_750), posted.transfer().balanceAfter(ALICE));
        assertEquals(Some.usd(1_750), posted.transfer().balanceAfter(BOB));
        assertEquals(1, ledger.changes().transfers().size());
        assertEquals(1, ledger.changes().stories().size());
    }

    @Test
    void theLastCentCanBeSpentAndNoMore() {
        Ledger ledger = ledger();
        assertInstanceOf(Outcome.Posted.class, one(ledger, post(100, ALICE, BOB, 10_000)));
        assertEquals(ProblemType.INSUFFICIENT_FUNDS, refusal(one(ledger, post(101, ALICE, BOB, 1))));
    }

    @Test
    void theOutsideWorldHasNoFloor() {
        Ledger ledger = ledger();
        assertInstanceOf(Outcome.Posted.class, one(ledger, post(100, WORLD, BOB, 1_000_000)));
        holdsThat(ledger, WORLD, -1_010_500, 0);
    }

    /** Each case meets also every problem that comes after its own, as far as they go together. */
    static Stream<Arguments> postings() {
        return Stream.of(
                Arguments.of(ProblemType.ACCOUNT_NOT_FOUND, NOBODY, ICE, 20_000),
                Arguments.of(ProblemType.ACCOUNT_NOT_FOUND, ICE, NOBODY, 20_000),
                Arguments.of(ProblemType.ASSET_MISMATCH, EUROS, ICE, 20_000),
                Arguments.of(ProblemType.ASSET_MISMATCH, ICE, EUROS, 20_000),
                Arguments.of(ProblemType.WALLET_FROZEN, ICE, FULL, 20_000),
                Arguments.of(ProblemType.RECIPIENT_FROZEN, ALICE, ICE, 20_000),
                Arguments.of(ProblemType.INSUFFICIENT_FUNDS, ALICE, FULL, 20_000),
                Arguments.of(ProblemType.BALANCE_OVERFLOW, ALICE, FULL, 1));
    }

    @ParameterizedTest
    @MethodSource("postings")
    void refusesAPostingForItsFirstProblem(ProblemType problem, UUID debit, UUID credit, long cents) {
        Ledger ledger = ledger();
        assertEquals(problem, refusal(one(ledger, post(100, debit, credit, cents))));
        nothingMovedIn(ledger);
        assertEquals(1, ledger.changes().transfers().size(), "a refusal is recorded");
    }

    @Test
    void theWorldCannotOweMoreThanCanBeStored() {
        put(Some.account(WORLD, Some.USD, Account.Kind.WORLD, MOST.negate(), 0, false));
        Ledger ledger = ledger();
        assertEquals(ProblemType.BALANCE_OVERFLOW, refusal(one(ledger, post(100, WORLD, BOB, 1))));
        nothingMovedIn(ledger);
    }

    @Test
    void noAccountPaysItself() {
        assertEquals(
                ProblemType.SAME_ACCOUNT,
                assertThrows(FlorinException.class, () -> post(100, ALICE, ALICE, 1))
                        .type());
    }

    static Stream<Arguments> reservations() {
        return Stream.of(
                Arguments.of(ProblemType.ACCOUNT_NOT_FOUND, NOBODY, 20_000),
                // only a wallet has money that can be set aside
                Arguments.of(ProblemType.ACCOUNT_NOT_FOUND, WORLD, 20_000),
                Arguments.of(ProblemType.ASSET_MISMATCH, EUROS, 20_000),
                Arguments.of(ProblemType.WALLET_FROZEN, ICE, 20_000),
                Arguments.of(ProblemType.INSUFFICIENT_FUNDS, ALICE, 10_001));
    }

    @ParameterizedTest
    @MethodSource("reservations")
    void refusesAReservationForItsFirstProblem(ProblemType problem, UUID account, long cents) {
        Ledger ledger = ledger();
        assertEquals(problem, refusal(one(ledger, reserve(100, account, cents))));
        nothingMovedIn(ledger);
        assertEquals(Hold.State.REFUSED, ledger.changes().newHolds().getFirst().state());
    }

    static Stream<Arguments> captures() {
        Instant past = NOW;
        return Stream.of(
                Arguments.of(ProblemType.HOLD_NOT_FOUND, Hold.State.REFUSED, past, ALICE, ICE, 5_000),
                Arguments.of(ProblemType.HOLD_NOT_FOUND, Hold.State.ACTIVE, past, BOB, ICE, 5_000),
                Arguments.of(ProblemType.ACCOUNT_NOT_FOUND, Hold.State.VOIDED, past, ALICE, NOBODY, 5_000),
                Arguments.of(ProblemType.ASSET_MISMATCH, Hold.State.VOIDED, past, ALICE, EUROS, 5_000),
                Arguments.of(ProblemType.RECIPIENT_FROZEN, Hold.State.VOIDED, past, ALICE, ICE, 5_000),
                Arguments.of(ProblemType.HOLD_NOT_ACTIVE, Hold.State.VOIDED, past, ALICE, FULL, 5_000),
                Arguments.of(ProblemType.HOLD_NOT_ACTIVE, Hold.State.CAPTURED, past, ALICE, FULL, 5_000),
                Arguments.of(ProblemType.HOLD_NOT_ACTIVE, Hold.State.EXPIRED, past, ALICE, FULL, 5_000),
                Arguments.of(ProblemType.HOLD_EXPIRED, Hold.State.ACTIVE, past, ALICE, FULL, 5_000),
                Arguments.of(ProblemType.HOLD_EXCEEDED, Hold.State.ACTIVE, NOW.plusMillis(1), ALICE, FULL, 3_001),
                Arguments.of(ProblemType.BALANCE_OVERFLOW, Hold.State.ACTIVE, NOW.plusMillis(1), ALICE, FULL, 1));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void refusesACaptureForItsFirstProblem(
            ProblemType problem, Hold.State state, Instant expiresAt, UUID debit, UUID credit, long cents) {
        hold(50, 3_000, 0, state, expiresAt);
        Ledger ledger = ledger();
        assertEquals(problem, refusal(one(ledger, capture(100, 50, debit, credit, cents))));
        nothingMovedIn(ledger);
    }

    @Test
    void aFrozenWalletPaysOutOfNoHold() {
        hold(50, 3_000, 0, Hold.State.ACTIVE, null);
        Account alice = Objects.requireNonNull(accounts.get(ALICE));
        put(Some.account(ALICE, Some.USD, Account.Kind.WALLET, alice.posted(), 3_000, true));
        Ledger ledger = ledger();
        assertEquals(ProblemType.WALLET_FROZEN, refusal(one(ledger, capture(100, 50, ALICE, BOB, 1))));
        nothingMovedIn(ledger);
    }

    @Test
    void whatIsHeldCannotBeSpentTwice() {
        Ledger ledger = ledger();
        assertInstanceOf(Outcome.Reserved.class, one(ledger, reserve(50, ALICE, 9_000)));
        holdsThat(ledger, ALICE, 10_000, 9_000);
        assertEquals(ProblemType.INSUFFICIENT_FUNDS, refusal(one(ledger, post(100, ALICE, BOB, 1_001))));
        assertEquals(ProblemType.INSUFFICIENT_FUNDS, refusal(one(ledger, reserve(51, ALICE, 1_001))));
        assertInstanceOf(Outcome.Posted.class, one(ledger, post(101, ALICE, BOB, 1_000)));
        holdsThat(ledger, ALICE, 9_000, 9_000);
    }

    @Test
    void aHoldIsPaidOutInPartsUntilItIsEmpty() {
        Ledger ledger = ledger();
        one(ledger, reserve(50, ALICE, 3_000));
        assertInstanceOf(Outcome.Posted.class, one(ledger, capture(100, 50, ALICE, BOB, 1_000)));
        holdsThat(ledger, ALICE, 9_000, 2_000);
        assertEquals(ProblemType.HOLD_EXCEEDED, refusal(one(ledger, capture(101, 50, ALICE, BOB, 2_001))));
        assertInstanceOf(Outcome.Posted.class, one(ledger, capture(102, 50, ALICE, WORLD, 2_000)));
        holdsThat(ledger, ALICE, 7_000, 0);
        assertEquals(ProblemType.HOLD_NOT_ACTIVE, refusal(one(ledger, capture(103, 50, ALICE, BOB, 1))));
        assertEquals(
                List.of(Hold.State.CAPTURED),
                ledger.changes().newHolds().stream().map(Hold::state).toList());
        assertEquals(List.of(), ledger.changes().changedHolds(), "a new hold is stored once, in its last state");
    }

    @Test
    void whatIsLeftOfAHoldFallsBack() {
        hold(50, 3_000, 1_000, Hold.State.ACTIVE, null);
        Ledger ledger = ledger();
        Outcome.Released released = assertInstanceOf(Outcome.Released.class, one(ledger, voided(50)));
        assertEquals(Hold.State.VOIDED, released.hold().state());
        assertEquals(BigInteger.ZERO, released.hold().open());
        holdsThat(ledger, ALICE, 10_000, 0);
        assertInstanceOf(Outcome.Released.class, one(ledger, voided(50)));
        holdsThat(ledger, ALICE, 10_000, 0);
        assertEquals(1, ledger.changes().changedHolds().size());
        assertEquals(1, ledger.changes().stories().size());
    }

    @Test
    void aHoldExpiresWhenItsTimeHasComeAndNotBefore() {
        hold(50, 3_000, 0, Hold.State.ACTIVE, NOW.plusMillis(1));
        hold(51, 2_000, 0, Hold.State.ACTIVE, NOW);
        hold(52, 1_000, 0, Hold.State.ACTIVE, null);
        Ledger ledger = ledger();
        assertEquals(ProblemType.HOLD_NOT_ACTIVE, refusal(one(ledger, expired(50))));
        assertEquals(ProblemType.HOLD_NOT_ACTIVE, refusal(one(ledger, expired(52))));
        holdsThat(ledger, ALICE, 10_000, 6_000);
        assertEquals(
                Hold.State.EXPIRED,
                assertInstanceOf(Outcome.Released.class, one(ledger, expired(51)))
                        .hold()
                        .state());
        holdsThat(ledger, ALICE, 10_000, 4_000);
    }

    @Test
    void anUnknownHoldCannotBeReleased() {
        hold(50, 3_000, 3_000, Hold.State.CAPTURED, null);
        hold(51, 3_000, 0, Hold.State.REFUSED, null);
        Ledger ledger = ledger();
        assertEquals(ProblemType.HOLD_NOT_ACTIVE, refusal(one(ledger, voided(50))));
        assertEquals(ProblemType.HOLD_NOT_FOUND, refusal(one(ledger, voided(51))));
        assertEquals(ProblemType.HOLD_NOT_FOUND, refusal(one(ledger, voided(52))));
        nothingMovedIn(ledger);
    }

    @Test
    void theSameIdMovesMoneyOnce() {
        Ledger ledger = ledger();
        Outcome.Posted first = assertInstanceOf(Outcome.Posted.class, one(ledger, post(100, ALICE, BOB, 1_000)));
        Outcome.Posted again = assertInstanceOf(Outcome.Posted.class, one(ledger, post(100, ALICE, BOB, 1_000)));
        assertEquals(first.transfer(), again.transfer());
        assertTrue(!first.repeated() && again.repeated());
        holdsThat(ledger, ALICE, 9_000, 0);
        transfers.add(first.transfer());
        Ledger next = ledger();
        assertTrue(assertInstanceOf(Outcome.Posted.class, one(next, post(100, ALICE, BOB, 1_000)))
                .repeated());
        nothingMovedIn(next);
    }

    @Test
    void aRefusalIsFinalForItsId() {
        Ledger ledger = ledger();
        assertEquals(ProblemType.INSUFFICIENT_FUNDS, refusal(one(ledger, post(100, ALICE, BOB, 10_001))));
        one(ledger, post(101, WORLD, ALICE, 1_000_000));
        Outcome.Refused again = assertInstanceOf(Outcome.Refused.class, one(ledger, post(100, ALICE, BOB, 10_001)));
        assertEquals(ProblemType.INSUFFICIENT_FUNDS, again.reason());
        assertTrue(again.repeated());
        assertEquals(UUID.fromString("0af76519-16cd-43dd-8448-eb211c80319c"), again.traceId());
        one(ledger, reserve(50, ALICE, 5_000_000));
        one(ledger, post(102, WORLD, ALICE, 10_000_000));
        assertEquals(ProblemType.INSUFFICIENT_FUNDS, refusal(one(ledger, reserve(50, ALICE, 5_000_000))));
    }

    static Stream<Operation> otherOrdersUnderTheSameId() {
        return Stream.of(
                post(100, ALICE, BOB, 1_001),
                post(100, BOB, ALICE, 1_000),
                post(100, ALICE, WORLD, 1_000),
                new Operation.Post(Transfer.Order.of(Some.id(100), ALICE, BOB, Some.usd(1_000), "other", null, null)),
                new Operation.Post(Transfer.Order.of(Some.id(100), ALICE, BOB, Some.usd(1_000), "test", "ref", null)),
                new Operation.Post(Transfer.Order.of(Some.id(100), ALICE, BOB, Some.usd(1_000), "test", "null", null)),
                new Operation.Post(Transfer.Order.of(Some.id(100), ALICE, BOB, Some.usd(1_000), "test", null, "null")),
                new Operation.Post(Transfer.Order.of(Some.id(100), ALICE, BOB, Some.usd(1_000), "test", null, "{}")));
    }

    @ParameterizedTest
    @MethodSource("otherOrdersUnderTheSameId")
    void anIdStandsForOneOrderOnly(Operation other) {
        Ledger ledger = ledger();
        one(ledger, post(100, ALICE, BOB, 1_000));
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, one(ledger, other));
        assertEquals(ProblemType.ID_REUSED, refused.reason());
        holdsThat(ledger, ALICE, 9_000, 0);
        assertInstanceOf(Outcome.Posted.class, one(ledger, post(100, ALICE, BOB, 1_000)), "the first stays what it is");
    }

    @Test
    void aHoldsIdStandsForOneOrderOnly() {
        Ledger ledger = ledger();
        one(ledger, reserve(50, ALICE, 1_000));
        assertTrue(assertInstanceOf(Outcome.Reserved.class, one(ledger, reserve(50, ALICE, 1_000)))
                .repeated());
        assertEquals(ProblemType.ID_REUSED, refusal(one(ledger, reserve(50, ALICE, 999))));
        assertEquals(ProblemType.ID_REUSED, refusal(one(ledger, reserve(50, BOB, 1_000))));
        Operation expiring = new Operation.Reserve(Some.hold(Some.id(50), ALICE, 1_000, NOW.plus(Duration.ofDays(1))));
        assertEquals(ProblemType.ID_REUSED, refusal(one(ledger, expiring)));
        holdsThat(ledger, ALICE, 10_000, 1_000);
    }

    @Test
    void anAtomicBatchHappensAsAWhole() {
        Ledger ledger = ledger();
        List<Outcome> outcomes = ledger.apply(new Command(
                List.of(
                        post(100, BOB, ALICE, 500),
                        post(101, ALICE, BOB, 10_500),
                        reserve(50, BOB, 10_000),
                        capture(102, 50, BOB, ALICE, 4_000)),
                null));
        assertEquals(4, outcomes.size());
        holdsThat(ledger, ALICE, 4_000, 0);
        holdsThat(ledger, BOB, 6_500, 6_000);
        assertEquals(3, ledger.changes().transfers().size());
    }

    @Test
    void anAtomicBatchWithOneRefusalDidNotHappen() {
        hold(50, 1_000, 0, Hold.State.ACTIVE, null);
        Ledger ledger = ledger();
        List<Outcome> outcomes = ledger.apply(new Command(
                List.of(
                        post(100, ALICE, BOB, 100),
                        reserve(51, ALICE, 100),
                        capture(101, 50, ALICE, BOB, 100),
                        voided(50),
                        post(102, ALICE, BOB, 100_000),
                        post(103, ALICE, BOB, 100)),
                null));
        assertEquals(
                List.of(
                        ProblemType.BATCH_REFUSED,
                        ProblemType.BATCH_REFUSED,
                        ProblemType.BATCH_REFUSED,
                        ProblemType.BATCH_REFUSED,
                        ProblemType.INSUFFICIENT_FUNDS,
                        ProblemType.BATCH_REFUSED),
                outcomes.stream().map(LedgerTest::refusal).toList());
        nothingMovedIn(ledger);
        assertEquals(
                List.of(Some.id(102)),
                ledger.changes().transfers().stream().map(Transfer::id).toList(),
                "the culprit is refused for ever, its neighbours may come again");
        assertInstanceOf(Outcome.Posted.class, one(ledger, post(100, ALICE, BOB, 100)));
    }

    @Test
    void anAtomicBatchCanBeRepeated() {
        Command batch = new Command(List.of(post(100, ALICE, BOB, 100), post(101, BOB, WORLD, 600)), null);
        Ledger ledger = ledger();
        ledger.apply(batch);
        List<Outcome> again = ledger.apply(batch);
        assertTrue(again.stream().allMatch(outcome -> outcome instanceof Outcome.Posted posted && posted.repeated()));
        holdsThat(ledger, ALICE, 9_900, 0);
        holdsThat(ledger, BOB, 0, 0);
    }

    @Test
    void aRefusedCommandLeavesEarlierOnesOfItsBatchAlone() {
        Ledger ledger = ledger();
        one(ledger, post(100, ALICE, BOB, 100));
        ledger.apply(new Command(List.of(post(101, ALICE, BOB, 100), post(102, NOBODY, BOB, 1)), null));
        one(ledger, post(103, BOB, ALICE, 600));
        holdsThat(ledger, ALICE, 10_500, 0);
        holdsThat(ledger, BOB, 0, 0);
    }

    @Test
    void textThatCannotBeStoredIsRefusedBeforeItIsOrdered() {
        for (String text : List.of("\u0000", "a\u0000b", "\ud800", "a\udc00")) {
            assertThrows(
                    FlorinException.class,
                    () -> Transfer.Order.of(Some.id(1), ALICE, BOB, Some.usd(1), "test", text, null));
            assertThrows(FlorinException.class, () -> Hold.Order.of(Some.id(1), ALICE, Some.usd(1), text, null));
        }
        assertThrows(
                FlorinException.class,
                () -> Transfer.Order.of(Some.id(1), ALICE, BOB, Some.usd(1), "test", null, "{\"a\":\"\\u0000\"}"));
        // a backslash and the letters u0000 are no U+0000
        Transfer.Order.of(Some.id(1), ALICE, BOB, Some.usd(1), "test", null, "{\"a\":\"\\\\u0000\"}");
        Transfer.Order.of(Some.id(1), ALICE, BOB, Some.usd(1), "test", "🎉 \\u0000", null);
    }
}
