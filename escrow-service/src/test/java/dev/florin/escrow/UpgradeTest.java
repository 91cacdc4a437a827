package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Upgrade;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations, over what earlier versions left. What the stores then find is looked at in their own packages. */
class UpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.NAMELESS, Upgrades.MANY_KEYS, Upgrades.KEYLESS_CONFIRMATIONS})
    void nothingIsLostAndNothingIsLeftHalfDone(int version) {
        Upgrade upgrade = Upgrades.from(version);
        assertEquals(List.of(), upgrade.untried());
        assertEquals(Map.of(), upgrade.changed());
        assertEquals(List.of(), upgrade.faults());
    }

    @ParameterizedTest
    @ValueSource(ints = {Upgrades.NAMELESS, Upgrades.MANY_KEYS, Upgrades.KEYLESS_CONFIRMATIONS})
    void everyKeyOfBeforeIsUsed(int version) {
        assertEquals("0", Upgrades.from(version).one("""
                SELECT count(*) FROM (
                    SELECT id FROM escrow UNION ALL SELECT id FROM escrow_movement UNION ALL SELECT id FROM red_packet
                    UNION ALL SELECT id FROM red_packet_claim) had_a_key
                 WHERE id NOT IN (SELECT id FROM used_key)
                """));
    }
}
