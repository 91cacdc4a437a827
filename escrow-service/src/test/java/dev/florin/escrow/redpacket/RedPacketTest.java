package dev.florin.escrow.redpacket;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedPacketTest {
    private static final Instant MADE = Instant.parse("2026-01-31T09:30:00Z");
    private static final Instant OVER = MADE.plusSeconds(60);
    private static final Asset USD = Asset.of("USD");

    private static RedPacket packet(RedPacket.State state, List<String> recipients) {
        return new RedPacket(
                new UUID(1, 2),
                "alice",
                Money.ofMinor(100, USD),
                3,
                RedPacket.Mode.EQUAL,
                null,
                recipients,
                state,
                state == RedPacket.State.REFUSED ? ProblemType.INSUFFICIENT_FUNDS : null,
                Money.ofMinor(34, USD),
                1,
                MADE,
                OVER,
                null,
                null,
                null);
    }

    @Test
    void canBeClaimedUntilItsTimeIsOver() {
        RedPacket packet = packet(RedPacket.State.ACTIVE, List.of());
        assertDoesNotThrow(() -> packet.requireClaimable("bob", OVER.minusMillis(1)));
        assertEquals(RedPacket.State.EXPIRED, packet.stateAt(OVER));
        assertEquals(ProblemType.RED_PACKET_EXPIRED, refusal(packet, "bob", OVER));
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, RED_PACKET_EMPTY",
        "EXPIRED, RED_PACKET_EXPIRED",
        "CANCELLED, RED_PACKET_NOT_OPEN",
        "FUNDING, RED_PACKET_NOT_OPEN",
        "REFUSED, RED_PACKET_NOT_OPEN"
    })
    void isRefusedForItsState(RedPacket.State state, ProblemType expected) {
        assertEquals(expected, refusal(packet(state, List.of()), "bob", MADE));
    }

    @Test
    void sendersGetNoShareOfTheirOwn() {
        assertEquals(ProblemType.SAME_ACCOUNT, refusal(packet(RedPacket.State.ACTIVE, List.of()), "alice", MADE));
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, bob, bob, true",
        "ACTIVE, bob, eve, false",
        "ACTIVE, , eve, true",
        "ACTIVE, bob, alice, true",
        "FUNDING, , eve, false",
        "FUNDING, , alice, true",
        "REFUSED, bob, bob, false",
        "CANCELLED, bob, bob, true"
    })
    void isSeenBySenderAndByWhoMayClaim(
            RedPacket.State state, @Nullable String recipient, String user, boolean visible) {
        List<String> recipients = recipient == null ? List.of() : List.of(recipient);
        assertEquals(visible, packet(state, recipients).isVisibleTo(user));
    }

    @ParameterizedTest
    @CsvSource({"EXPIRED, true", "CANCELLED, true", "ACTIVE, false", "COMPLETED, false", "REFUSED, false"})
    void whatNobodyClaimedIsDueOnceItIsClosed(RedPacket.State state, boolean due) {
        assertEquals(due, packet(state, List.of()).isDue());
        assertEquals(Money.ofMinor(66, USD), packet(state, List.of()).rest());
    }

    private static ProblemType refusal(RedPacket packet, String user, Instant now) {
        return assertThrows(FlorinException.class, () -> packet.requireClaimable(user, now))
                .type();
    }
}
