package dev.florin.wallet;

import dev.florin.common.test.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        new ArchitectureRules("dev.florin.wallet").check();
    }
}
