package dev.florin.escrow;

import dev.florin.common.test.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        new ArchitectureRules("dev.florin.escrow").check();
    }
}
