package dev.florin.refund.refund;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Upgrade;
import dev.florin.refund.Upgrades;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refunds, on tables of earlier versions. */
class RefundUpgradeTest {
    private static final int ALL = 5_000;

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.NO_BOOKS, Upgrades.ONE_STORY_AT_A_TIME})
    void whatWasGoingOnGoesOnAndIsToldOnce(int version) {
        Upgrade upgrade = Upgrades.from(version);
        BooksStore books = new BooksStore(upgrade.application());
        RefundStore refunds = new RefundStore(upgrade.application());
        assertEquals(1_200, books.openTotals().count());
        assertEquals(400, books.failedTotals().count());
        assertEquals(400, books.completedTotals().count());

        Instant now = Instant.now();
        // Those that have failed stand still, until an operator has one tried again.
        Refund failed =
                refunds.retry(books.failed(1).getFirst().id(), "root", now).orElseThrow();
        List<Refund> taken = refunds.take("wallet", ALL, "clock", now, now.plusSeconds(60));
        List<Refund> others = refunds.take("escrow", ALL, "clock", now, now.plusSeconds(60));
        assertEquals(1_201, taken.size() + others.size());
        assertEquals(
                1,
                List.of(taken, others).stream()
                        .flatMap(List::stream)
                        .filter(r -> r.id().equals(failed.id()))
                        .count());

        long told = Long.parseLong(upgrade.one("SELECT count(*) FROM outbox"));
        long waiting = Long.parseLong(upgrade.one("SELECT count(*) FROM to_compare"));
        Set<UUID> closed = refunds.close(taken.stream()
                .map(refund -> new Settled(
                        refund,
                        new Refund.Outcome.Completed(
                                new Refund.Given(refund.thing().amount(), null, null, null, now)),
                        "given",
                        "so it is",
                        now))
                .toList());
        assertEquals(taken.stream().map(Refund::id).collect(Collectors.toSet()), closed);
        assertEquals(told + taken.size(), Long.parseLong(upgrade.one("SELECT count(*) FROM outbox")));
        assertEquals(waiting + taken.size(), Long.parseLong(upgrade.one("SELECT count(*) FROM to_compare")));
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.NO_BOOKS, Upgrades.ONE_STORY_AT_A_TIME})
    void whatIsKnownIsNotFoundAgain(int version) {
        Upgrade upgrade = Upgrades.from(version);
        List<Refund.Thing> known = new BooksStore(upgrade.application())
                .failed(50).stream().map(Refund::thing).toList();
        assertEquals(0, new RefundStore(upgrade.application()).find(known, "trace", Instant.now()));
    }
}
