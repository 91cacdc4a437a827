package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TierLimitsTest {
    private static final LimitConfig.Amounts NONE = new LimitConfig.Amounts() {
        @Override
        public Optional<BigDecimal> transaction() {
            return Optional.empty();
        }

        @Override
        public Optional<BigDecimal> daily() {
            return Optional.empty();
        }

        @Override
        public Optional<BigDecimal> monthly() {
            return Optional.empty();
        }
    };

    @Test
    void tiersAreThoseThatAreConfiguredAndTheOneThatAllBeginIn() {
        TierLimits limits = new TierLimits(() -> Map.of("gold", Map.of("usd", NONE), "small", Map.of("eur", NONE)));
        assertEquals(List.of("basic", "gold", "small"), List.copyOf(limits.names()));
    }

    @Test
    void withoutAnyThereIsNoNameThatWouldLiftLimits() {
        assertEquals(List.of(), List.copyOf(new TierLimits(Map::of).names()));
    }
}
