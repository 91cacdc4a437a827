package dev.florin.escrow.escrow;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EscrowTest {
    private static final Asset USD = Asset.of("USD");
    private static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");

    /** Who may do what, and in which states: everything that does not stand here is refused. */
    private static final Map<Escrow.Action, String> TABLE = Map.ofEntries(
            Map.entry(Escrow.Action.FUND, "BUYER in INITIATED"),
            Map.entry(Escrow.Action.PAY, "PAYMENT in INITIATED"),
            Map.entry(Escrow.Action.CANCEL, "BUYER SELLER in INITIATED"),
            Map.entry(Escrow.Action.CONFIRM, "BUYER SELLER in HELD PARTIALLY_RELEASED"),
            Map.entry(Escrow.Action.RELEASE, "BUYER CLOCK in HELD PARTIALLY_RELEASED"),
            Map.entry(Escrow.Action.REFUND, "SELLER in HELD PARTIALLY_RELEASED"),
            Map.entry(Escrow.Action.DISPUTE, "BUYER SELLER in HELD PARTIALLY_RELEASED"),
            Map.entry(Escrow.Action.ADD_EVIDENCE, "BUYER SELLER in DISPUTED"),
            Map.entry(Escrow.Action.RESOLVE, "OPERATOR in DISPUTED"),
            Map.entry(Escrow.Action.EXPIRE, "CLOCK in INITIATED HELD PARTIALLY_RELEASED"),
            Map.entry(Escrow.Action.GIVE_BACK, "CLOCK in EXPIRED"));

    private static Money usd(long cents) {
        return Money.ofMinor(cents, USD);
    }

    private static Agreement agreement(long cents, int basisPoints, Fee.Payer payer) {
        return new Agreement(
                "bob",
                "sue",
                usd(cents),
                new Fee(basisPoints, payer),
                "a chair",
                List.of(),
                Duration.ofDays(3),
                NOW.plus(Duration.ofDays(9)));
    }

    private static Escrow in(Escrow.State state) {
        Agreement agreement = agreement(10_000, 0, Fee.Payer.SELLER);
        return new Escrow(
                new UUID(7, 7),
                agreement,
                state,
                Funds.funded(agreement.price()),
                List.of(),
                new UUID(8, 8),
                3,
                null,
                null,
                agreement.deadline(),
                null,
                NOW,
                NOW);
    }

    static Stream<Arguments> everything() {
        return Stream.of(Escrow.Action.values())
                .flatMap(action -> Stream.of(Escrow.Actor.values())
                        .flatMap(actor ->
                                Stream.of(Escrow.State.values()).map(state -> Arguments.of(action, actor, state))));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void theTableDecides(Escrow.Action action, Escrow.Actor actor, Escrow.State state) {
        String[] row = String.valueOf(TABLE.get(action)).split(" in ", 2);
        boolean mayDo = Set.of(row[0].split(" ", -1)).contains(actor.name());
        boolean fits = Set.of(row[1].split(" ", -1)).contains(state.name());
        if (mayDo && fits) {
            assertDoesNotThrow(() -> in(state).require(action, actor));
        } else {
            ProblemType refusal = assertThrows(
                            FlorinException.class, () -> in(state).require(action, actor))
                    .type();
            assertEquals(mayDo ? ProblemType.ESCROW_STATE_CONFLICT : ProblemType.FORBIDDEN, refusal);
        }
    }

    @Test
    void theFeesOfAnyPartsAddUpToTheFeeOfTheWhole() {
        for (Fee.Payer payer : Fee.Payer.values()) {
            for (int basisPoints : new int[] {0, 1, 33, 250, 333, 5_000, 10_000}) {
                Agreement agreement = agreement(1_001, basisPoints, payer);
                Funds funds = Funds.funded(agreement.price());
                for (long part : new long[] {1, 1, 1, 7, 90, 333, 568}) {
                    funds = funds.after(funds.divide(agreement, usd(part), usd(0)));
                    assertEquals(funds.funded(), sum(funds));
                }
                assertEquals(agreement.fee().on(usd(1_001)), funds.fee());
                assertEquals(usd(0), funds.held());
                assertEquals(usd(0), funds.refunded());
            }
        }
    }

    @Test
    void theFeeOfHalfACentRoundsUp() {
        assertEquals(usd(1), new Fee(100, Fee.Payer.SELLER).on(usd(50)));
        assertEquals(usd(0), new Fee(100, Fee.Payer.SELLER).on(usd(49)));
    }

    @Test
    void whatGoesBackCostsNoFee() {
        Agreement agreement = agreement(10_000, 250, Fee.Payer.BUYER);
        assertEquals(usd(10_250), agreement.price());
        Funds funds = Funds.funded(agreement.price());
        Funds.Division part = funds.divide(agreement, usd(0), usd(4_000));
        assertEquals(usd(4_100), part.toBuyer());
        assertEquals(usd(6_150), part.heldAfter());
        Funds rest = funds.after(part);
        Funds.Division all = rest.divide(agreement, usd(6_000), usd(0));
        assertEquals(usd(6_000), all.toSeller());
        assertEquals(usd(150), all.toFees());
        assertEquals(usd(0), all.toBuyer());
        assertEquals(rest.funded(), sum(rest.after(all)));
    }

    @Test
    void noMoreThanIsOpenCanBeDecidedOn() {
        Agreement agreement = agreement(100, 0, Fee.Payer.SELLER);
        Funds funds = Funds.funded(agreement.price());
        assertEquals(
                ProblemType.ESCROW_EXCEEDED,
                assertThrows(FlorinException.class, () -> funds.divide(agreement, usd(60), usd(41)))
                        .type());
        assertEquals(
                ProblemType.AMOUNT_NOT_POSITIVE,
                assertThrows(FlorinException.class, () -> funds.divide(agreement, usd(0), usd(0)))
                        .type());
    }

    @Test
    void theFirstConfirmationStartsTheInspectionAndTheSecondEndsIt() {
        Escrow held = in(Escrow.State.HELD);
        assertNull(held.dueBy(NOW));
        assertEquals(Escrow.Action.EXPIRE, held.dueBy(held.agreement().deadline()));
        Escrow delivered = held.confirmedBy(Escrow.Actor.SELLER, NOW);
        assertNull(delivered.dueBy(NOW.plus(Duration.ofDays(3)).minusMillis(1)));
        assertEquals(Escrow.Action.RELEASE, delivered.dueBy(NOW.plus(Duration.ofDays(3))));
        Escrow received = delivered.confirmedBy(Escrow.Actor.BUYER, NOW.plusSeconds(5));
        assertEquals(Escrow.Action.RELEASE, received.dueBy(NOW.plusSeconds(5)));
    }

    private static Money sum(Funds funds) {
        return funds.held().plus(funds.released()).plus(funds.refunded()).plus(funds.fee());
    }
}
