package dev.florin.wallet.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.database.Database;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.Upgrade;
import dev.florin.wallet.Upgrades;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Minutes and alerts, on tables of earlier versions. */
class MonitorUpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.WHOLE_ENTRIES, Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void minutesCanBeAddedUpAndTheAnswerStaysTheSame(int version) throws SQLException {
        Upgrade upgrade = Upgrades.from(version);
        MonitorStore monitor = new MonitorStore(upgrade.application());
        upgrade.superuser()
                .execute("DELETE FROM activity; UPDATE activity_span SET since = now() - interval '30 days',"
                        + " until = now() - interval '30 days'");
        Instant since = Instant.now().minus(Duration.ofDays(29));
        List<MonitorStore.Total> looked = monitor.totals(since);
        assertFalse(looked.isEmpty());
        monitor.addUp(Instant.now().minusSeconds(60), Instant.now().minus(Duration.ofDays(31)));
        assertTrue(Long.parseLong(upgrade.one("SELECT count(*) FROM activity")) > 100);
        assertEquals(looked, monitor.totals(since));
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void whoWasToldOfRapidTransactionsIsNotToldAgain(int version) {
        Database database = Upgrades.from(version).application();
        Instant now = Instant.now();
        assertEquals(
                List.of(true, false),
                database.onConnection(connection -> List.of(
                        AlertStore.wasRapid(connection, "u2", now.minus(Duration.ofDays(2)), now),
                        AlertStore.wasRapid(connection, "nobody", now.minus(Duration.ofDays(2)), now))));
    }

    /** A replica of before that is adding up keeps nobody from starting, and what it adds is not left behind. */
    @Test
    void aMinuteThatIsBeingAddedUpMeanwhileGoesWithTheOthers() {
        Upgrade upgrade = Upgrades.begin("upgraded_wallet_meanwhile", Upgrades.MINUTES);
        CompletableFuture<Void> migration = upgrade.application().inTransaction(earlier -> {
            Database.execute(earlier, "SELECT FROM activity_span FOR UPDATE", Database.Binder.NOTHING);
            CompletableFuture<Void> started = CompletableFuture.runAsync(upgrade::migrate, Thread::startVirtualThread);
            Eventually.holds("the migration waits", () -> upgrade.one("""
                            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                            """).equals("1"));
            Database.update(
                    earlier,
                    "INSERT INTO activity (minute, type, asset, count, amount, spent) VALUES (now(), 'p2p', 'USD', 1, 1, 0)",
                    Database.Binder.NOTHING);
            return started;
        });
        migration.join();
        assertEquals("0", upgrade.one("SELECT count(*) FROM activity"));
    }
}
