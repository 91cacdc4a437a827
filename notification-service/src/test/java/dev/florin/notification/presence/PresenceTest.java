package dev.florin.notification.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final UUID PHONE = new UUID(0, 1);
    private static final UUID LAPTOP = new UUID(0, 2);

    private static Presence next(Presence presence, Presence.Status connected, Instant now) {
        return presence.next(connected, now, Duration.ofSeconds(30), Duration.ofSeconds(150));
    }

    @Test
    void oneDeviceThatSomebodyLooksAtIsEnough() {
        assertEquals(Presence.Status.OFFLINE, Presence.of(Set.of(), Set.of(PHONE)));
        assertEquals(Presence.Status.ONLINE, Presence.of(Set.of(PHONE), Set.of()));
        assertEquals(Presence.Status.ONLINE, Presence.of(Set.of(PHONE, LAPTOP), Set.of(PHONE)));
        assertEquals(Presence.Status.AWAY, Presence.of(Set.of(PHONE, LAPTOP), Set.of(PHONE, LAPTOP)));
    }

    @Test
    void whoComesIsOnlineAtOnce() {
        assertEquals(
                new Presence("alice", Presence.Status.ONLINE, NOON, null),
                next(Presence.unknown("alice", NOON.minusSeconds(9)), Presence.Status.ONLINE, NOON));
    }

    @Test
    void whoseConnectionBrokeHasThirtySecondsToComeBack() {
        Presence online = new Presence("alice", Presence.Status.ONLINE, NOON.minusSeconds(60), null);
        Presence lost = next(online, Presence.Status.OFFLINE, NOON);
        assertEquals(new Presence("alice", Presence.Status.ONLINE, NOON, NOON), lost);
        assertSame(lost, next(lost, Presence.Status.OFFLINE, NOON.plusMillis(29_999)));
        assertEquals(
                new Presence("alice", Presence.Status.OFFLINE, NOON, null),
                next(lost, Presence.Status.OFFLINE, NOON.plusSeconds(30)));
        assertEquals(
                new Presence("alice", Presence.Status.ONLINE, NOON.plusSeconds(29), null),
                next(lost, Presence.Status.ONLINE, NOON.plusSeconds(29)));
    }

    @Test
    void whoIsGoneStaysGone() {
        Presence gone = new Presence("alice", Presence.Status.OFFLINE, NOON, null);
        assertSame(gone, next(gone, Presence.Status.OFFLINE, NOON.plusSeconds(9999)));
    }

    @Test
    void whoIsThereIsWrittenDownOnceInAWhile() {
        Presence online = new Presence("alice", Presence.Status.ONLINE, NOON, null);
        assertSame(online, next(online, Presence.Status.ONLINE, NOON.plusSeconds(149)));
        assertEquals(
                NOON.plusSeconds(150),
                next(online, Presence.Status.ONLINE, NOON.plusSeconds(150)).lastSeen());
        assertEquals(
                Presence.Status.AWAY,
                next(online, Presence.Status.AWAY, NOON.plusSeconds(1)).status());
    }
}
