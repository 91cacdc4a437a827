package dev.florin.escrow.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.id.Ids;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.test.Upgrade;
import dev.florin.escrow.Upgrades;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Escrows, on tables of earlier versions. */
class EscrowUpgradeTest {
    private static final int ALL = 1_000;

    private static UUID id(Upgrade upgrade, String name) {
        return UUID.fromString(upgrade.one("SELECT md5('" + name + "')::uuid"));
    }

    /** b3 bought 80 of the 1600, each in one of two of the eight states. */
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.NAMELESS, Upgrades.MANY_KEYS, Upgrades.KEYLESS_CONFIRMATIONS})
    void escrowsOfBeforeAreListed(int version) {
        List<Escrow> escrows =
                new EscrowStore(Upgrades.from(version).application()).escrows("b3", TimeCursor.of(null), ALL);
        assertEquals(
                Map.of("DISPUTED", 40L, "EXPIRED", 40L),
                escrows.stream().collect(Collectors.groupingBy(e -> e.state().name(), Collectors.counting())));
    }

    @ParameterizedTest
    @CsvSource({"4, 200", "6, 400", "13, 400"})
    void whatWasGivenBackIsListedWithAndWithoutName(int version, int all) {
        MovementStore movements = new MovementStore(Upgrades.from(version).application());
        assertEquals(
                all,
                movements
                        .givenBack(TimeCursor.upwards(Instant.EPOCH, null), ALL)
                        .size());
    }

    /** A key that an escrow has, or its movement, is no confirmation's, and one that is new is nobody else's then. */
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.NAMELESS, Upgrades.MANY_KEYS, Upgrades.KEYLESS_CONFIRMATIONS})
    void keysOfBeforeAreNotTakenAgain(int version) {
        Upgrade upgrade = Upgrades.from(version);
        ConfirmationStore confirmations = new ConfirmationStore(upgrade.application());
        UUID escrow = id(upgrade, "escrow 1");
        assertFalse(new EscrowStore(upgrade.application()).isUnused(escrow));
        for (UUID used : List.of(escrow, id(upgrade, "packet 1"))) {
            assertFalse(confirmations.keep(confirmation(used, escrow)));
        }
        UUID fresh = Ids.fresh();
        assertTrue(confirmations.keep(confirmation(fresh, escrow)));
        assertFalse(new EscrowStore(upgrade.application()).isUnused(fresh));
        assertTrue(confirmations.answer(fresh, "{}"));
    }

    private static ConfirmationStore.Confirmation confirmation(UUID id, UUID escrow) {
        return new ConfirmationStore.Confirmation(id, escrow, "b1", Ids.fresh(), Instant.now());
    }
}
