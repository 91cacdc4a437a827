package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Upgrade;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations, over what earlier versions left. What the stores then find is looked at in their own packages. */
class UpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.INBOX, Upgrades.TIMELESS, Upgrades.TALKATIVE, Upgrades.MARKS})
    void nothingIsLostAndNothingIsLeftHalfDone(int version) {
        Upgrade upgrade = Upgrades.from(version);
        assertEquals(List.of(), upgrade.untried());
        assertEquals(Map.of(), upgrade.changed());
        assertEquals(List.of(), upgrade.faults());
    }
}
