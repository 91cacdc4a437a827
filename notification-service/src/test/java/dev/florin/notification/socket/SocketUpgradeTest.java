package dev.florin.notification.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Upgrade;
import dev.florin.notification.Upgrades;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections and tickets, on tables of earlier versions. */
class SocketUpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.INBOX, Upgrades.TIMELESS, Upgrades.TALKATIVE, Upgrades.MARKS})
    void aTicketOfBeforeIsOfATokenThatAnyRevocationIsLaterThan(int version) {
        TicketStore tickets = new TicketStore(Upgrades.from(version).application());
        assertEquals(
                Instant.EPOCH,
                tickets.take(new byte[] {1}, Instant.now()).orElseThrow().issuedAt());
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "8, 0", "10, 2", "13, 2"})
    void connectionsOfBeforeAreThereAndThoseThatHaveToEndAreKnown(int version, int ending) {
        Upgrade upgrade = Upgrades.from(version);
        ConnectionStore connections = new ConnectionStore(upgrade.application());
        UUID node = UUID.fromString(upgrade.one("SELECT md5('node 1')::uuid"));
        UUID other = UUID.fromString(upgrade.one("SELECT md5('node 2')::uuid"));
        assertEquals(60, connections.page(new UUID(0, 0), 100).size());
        assertEquals(
                ending,
                connections.ending(node).size() + connections.ending(other).size());
        assertTrue(connections.beat(node, 30, Duration.ofDays(1)).known());
        assertEquals(30, connections.beat(other, 7, Duration.ofDays(1)).connectionsElsewhere());
    }
}
