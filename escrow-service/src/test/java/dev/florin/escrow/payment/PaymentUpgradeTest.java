package dev.florin.escrow.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.database.Database;
import dev.florin.common.page.TimeCursor;
import dev.florin.escrow.Upgrades;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports of payments, on tables of earlier versions. */
class PaymentUpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.NAMELESS, Upgrades.MANY_KEYS, Upgrades.KEYLESS_CONFIRMATIONS})
    void whatCouldNotBeAppliedBeforeCanBeDismissed(int version) {
        Database database = Upgrades.from(version).application();
        PaymentEventStore events = new PaymentEventStore(database);
        List<PaymentEvent> unapplied = events.unapplied(TimeCursor.of(null), 1_000);
        assertEquals(500, unapplied.size());
        assertEquals(
                true,
                database.inTransaction(transaction ->
                        events.dismiss(transaction, unapplied.getFirst().id())));
        assertEquals(unapplied.subList(1, 500), events.unapplied(TimeCursor.of(null), 1_000));
        assertEquals(
                "retry", events.decisions(unapplied.get(1).id(), 10).getFirst().decision());
    }
}
