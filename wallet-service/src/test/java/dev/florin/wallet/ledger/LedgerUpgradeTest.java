package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.florin.common.api.wallet.LedgerRefunds;
import dev.florin.common.id.Ids;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.test.Upgrade;
import dev.florin.common.trace.Traces;
import dev.florin.wallet.Some;
import dev.florin.wallet.Upgrades;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger, on tables of earlier versions. */
class LedgerUpgradeTest {
    private static final int ALL = 1_000;

    private static UUID id(Upgrade upgrade, String name) {
        return UUID.fromString(upgrade.one("SELECT md5('" + name + "')::uuid"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.WHOLE_ENTRIES, Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void refusedPaymentsOfBeforeAreListedNewestFirst(int version) {
        Upgrade upgrade = Upgrades.from(version);
        UUID wallet = id(upgrade, "wallet 4");
        List<Transfer> refused =
                new LedgerStore(upgrade.application()).refusedPayments(List.of(wallet), TimeCursor.of(null), ALL);
        assertEquals(
                Map.of(true, 20L, false, 20L),
                refused.stream()
                        .collect(Collectors.partitioningBy(
                                t -> t.order().debit().equals(wallet), Collectors.counting())),
                "out of it and into it, and none of those that were promised");
        assertEquals(
                refused.stream()
                        .map(Transfer::createdAt)
                        .sorted((a, b) -> b.compareTo(a))
                        .toList(),
                refused.stream().map(Transfer::createdAt).toList());
        assertEquals(
                Map.of(ProblemType.RECIPIENT_FROZEN, 20L, ProblemType.INSUFFICIENT_FUNDS, 20L),
                refused.stream().collect(Collectors.groupingBy(t -> t.refusal().orElseThrow(), Collectors.counting())));
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.WHOLE_ENTRIES, Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void holdsOfBeforeSayNothingOfWhatWasNotKept(int version) {
        Upgrade upgrade = Upgrades.from(version);
        List<UUID> ids = IntStream.rangeClosed(1, 20)
                .mapToObj(n -> id(upgrade, "hold " + n))
                .toList();
        List<Hold> holds = new LedgerStore(upgrade.application()).holds(ids);
        assertEquals(
                Map.of(
                        Hold.State.ACTIVE, 4L,
                        Hold.State.CAPTURED, 4L,
                        Hold.State.VOIDED, 4L,
                        Hold.State.EXPIRED, 4L,
                        Hold.State.REFUSED, 4L),
                holds.stream().collect(Collectors.groupingBy(Hold::state, Collectors.counting())));
        for (Hold hold : holds) {
            assertNull(hold.refusedIn());
            assertNull(hold.available());
            assertEquals(hold.createdAt(), hold.countsSince());
        }
    }

    /** Payments that were given back, red packets and a withdrawal; what had a name already keeps it. */
    @ParameterizedTest
    @CsvSource({"5, 199, 41", "10, 199, 41", "20, 199, 0", "24, 200, 1"})
    void whatWasGivenBackIsListedByName(int version, long transfers, long holds) {
        List<LedgerRefunds.Item> listed = new LedgerRefundStore(
                        Upgrades.from(version).application())
                .after(TimeCursor.upwards(Instant.EPOCH, null), Instant.now().plusSeconds(60), ALL);
        Map<String, Long> byMovement =
                listed.stream().collect(Collectors.groupingBy(LedgerRefunds.Item::movement, Collectors.counting()));
        assertEquals(transfers, byMovement.getOrDefault("transfer", 0L));
        assertEquals(holds, byMovement.getOrDefault("hold", 0L));
    }

    @Test
    void refusalsThatKnewTheirTraceKeepIt() {
        Upgrade upgrade = Upgrades.from(Upgrades.PAYMENTS_ONLY);
        assertEquals(
                id(upgrade, "trace of a refusal"),
                new LedgerStore(upgrade.application())
                        .hold(id(upgrade, "refused with its trace"))
                        .orElseThrow()
                        .refusedIn());
    }

    /** By the ledger's own writer, with the rights of the application. */
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.WHOLE_ENTRIES, Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void moneyMovesOn(int version) throws InterruptedException {
        Upgrade upgrade = Upgrades.from(version);
        LedgerStore store = new LedgerStore(upgrade.application());
        UUID payer = id(upgrade, "wallet 4");
        UUID receiver = id(upgrade, "wallet 5");
        BigInteger before = account(upgrade, "u4").posted();
        LedgerConfig config = new SmallRyeConfigBuilder()
                .withMapping(LedgerConfig.class)
                .build()
                .getConfigMapping(LedgerConfig.class);
        UUID fresh = Ids.fresh();
        LedgerWriter writer = new LedgerWriter(
                upgrade.asApplication(),
                store,
                config,
                Clock.systemUTC(),
                Account::limits,
                () -> {},
                _ -> {},
                Traces.OFF);
        try {
            for (Operation operation : List.of(
                    new Operation.Post(Some.order(Ids.fresh(), payer, receiver, Some.usd(300))),
                    new Operation.Reserve(Hold.Order.of(fresh, payer, Some.usd(50), "escrow:new", null)),
                    new Operation.Release(fresh, payer, Operation.Reason.VOIDED, "refund:escrow:new"),
                    // an open one of before, of the wallet after
                    new Operation.Capture(
                            id(upgrade, "hold 5"),
                            Some.order(Ids.fresh(), id(upgrade, "wallet 6"), payer, Some.usd(100))))) {
                Outcome outcome =
                        writer.submit(Command.of(operation, null)).join().getFirst();
                assertFalse(outcome instanceof Outcome.Refused, outcome::toString);
            }
        } finally {
            writer.close();
        }
        assertEquals(
                before.subtract(BigInteger.valueOf(200)), account(upgrade, "u4").posted());
        Hold released = store.hold(fresh).orElseThrow();
        assertEquals(Hold.State.VOIDED, released.state());
        assertEquals(
                before.subtract(BigInteger.valueOf(300))
                        .subtract(account(upgrade, "u4").held()),
                released.availableAfter());
        assertEquals(
                BigInteger.valueOf(100),
                store.hold(id(upgrade, "hold 5")).orElseThrow().captured());
        assertEquals("0", upgrade.one("SELECT count(*) FROM entry_other"));
    }

    private static Account account(Upgrade upgrade, String owner) {
        return new AccountStore(upgrade.application())
                .account(owner, Some.USD, Account.Kind.WALLET)
                .orElseThrow();
    }
}
