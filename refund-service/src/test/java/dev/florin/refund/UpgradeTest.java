package dev.florin.refund;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Upgrade;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations, over what earlier versions left. What the stores then find is looked at in their own package. */
class UpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.NO_BOOKS, Upgrades.ONE_STORY_AT_A_TIME})
    void nothingIsLostAndNothingIsLeftHalfDone(int version) {
        Upgrade upgrade = Upgrades.from(version);
        assertEquals(List.of(), upgrade.untried());
        assertEquals(Map.of(), upgrade.changed());
        assertEquals(List.of(), upgrade.faults());
    }

    @Test
    void whatWasCompletedBeforeThereWereBooksIsCompared() {
        assertEquals("400 0", Upgrades.from(Upgrades.NO_BOOKS).one("""
                SELECT count(*) || ' ' || count(*) FILTER (WHERE r.completed_at IS DISTINCT FROM c.at)
                  FROM to_compare c LEFT JOIN refund r USING (kind, source_id)
                """));
    }
}
