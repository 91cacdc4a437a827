package dev.florin.wallet.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.page.TimeCursor;
import dev.florin.wallet.Upgrades;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payments for later, on tables of earlier versions. */
class ScheduledTransferUpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void thoseThatMovedNothingAreListedForBothSides(int version) {
        List<ScheduledTransfer> unmoved = new ScheduledTransferStore(
                        Upgrades.from(version).application())
                .unmoved("u5", TimeCursor.of(null), 100);
        assertEquals(
                Map.of(ScheduledTransfer.State.FAILED, 25L, ScheduledTransfer.State.CANCELLED, 25L),
                unmoved.stream().collect(Collectors.groupingBy(ScheduledTransfer::state, Collectors.counting())));
        assertEquals(
                unmoved.stream()
                        .sorted(Comparator.comparing(ScheduledTransfer::createdAt)
                                .reversed())
                        .toList(),
                unmoved);
    }
}
