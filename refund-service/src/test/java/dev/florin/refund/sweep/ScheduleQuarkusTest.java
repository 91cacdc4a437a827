package dev.florin.refund.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.refund.Owners;
import dev.florin.refund.Refunds;
import dev.florin.refund.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the clock does without a poll, with the names that operators know. */
@QuarkusTest
@TestProfile(ScheduleQuarkusTest.EverySecond.class)
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class ScheduleQuarkusTest {
    private static final int BATCH = 7;
    private static final String SWEPT = "SELECT count(*) FROM sweep WHERE triggered_by = 'schedule' AND completed > 0";

    private static final String COMPARED =
            "SELECT count(*) FROM reconciliation WHERE reconciled_at > (SELECT max(completed_at) FROM refund)";

    /** Sweeps and compares every second, in small batches; nothing else does. */
    public static class EverySecond implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "REFUND_PROCESS_INTERVAL", "1",
                    "REFUND_BATCH_SIZE", Integer.toString(BATCH),
                    "florin.refund.process-interval", "${REFUND_PROCESS_INTERVAL:3600}s",
                    "florin.reconciliation.interval", "PT1S");
        }
    }

    @Test
    void whatIsDueComesBackInBatchesAndIsCompared() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        Refunds.forgetAll();
        long before = Sql.number(SWEPT);
        String alice = Some.user("alice");
        IntStream.range(0, 20).forEach(_ -> Owners.WALLET.owes(alice));
        String back = "SELECT count(*) FROM refund WHERE state = 'completed' AND user_id = '" + alice + "'";
        Eventually.holds("all are back", () -> Sql.number(back) == 20);
        Eventually.holds("the sweep is written down", () -> Sql.number(SWEPT) > before);
        List<Integer> together =
                Owners.WALLET.together().stream().map(List::size).toList();
        assertTrue(Collections.max(together) <= BATCH, together::toString);
        assertEquals(20, EventStub.toldTo(alice).size());
        Eventually.holds("they are compared", () -> Sql.number(COMPARED) == 1);
    }
}
