package dev.florin.notification.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.database.Database;
import dev.florin.notification.Upgrades;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said to many, on tables of earlier versions. */
class BroadcastUpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.TIMELESS, Upgrades.TALKATIVE, Upgrades.MARKS})
    void whoMissedWhatWasSaidToARoleBeforeIsFound(int version) {
        Database database = Upgrades.from(version).application();
        BroadcastStore broadcasts = new BroadcastStore(database);
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        assertEquals(
                List.of("u4"),
                database
                        .inTransaction(transaction ->
                                broadcasts.latecomers(transaction, BroadcastStore.Missed.byAnybody(yesterday), 100))
                        .stream()
                        .map(BroadcastStore.Latecomer::userId)
                        .toList());
    }
}
