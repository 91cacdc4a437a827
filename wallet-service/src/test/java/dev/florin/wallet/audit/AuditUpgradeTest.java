package dev.florin.wallet.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.wallet.Upgrades;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The books, on tables of earlier versions. */
class AuditUpgradeTest {
    @ParameterizedTest
    @ValueSource(ints = {Upgrades.WHOLE_ENTRIES, Upgrades.SPENT_FOR_EVER, Upgrades.MINUTES, Upgrades.PAYMENTS_ONLY})
    void balanceAlsoFromWhereTheAuditorHadCome(int version) {
        AuditConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuditConfig.class)
                .build()
                .getConfigMapping(AuditConfig.class);
        AuditStore store = new AuditStore(Upgrades.from(version).application(), config);
        assertEquals(List.of(), store.fromTheStart());
        assertEquals(Optional.of(List.of()), store.advance());
    }
}
