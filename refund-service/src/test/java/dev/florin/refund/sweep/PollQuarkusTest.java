package dev.florin.refund.sweep;

import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.refund.Owners;
import dev.florin.refund.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Nobody has to wait for the hourly sweep, or for an operator. */
@QuarkusTest
@TestProfile(PollQuarkusTest.AsInProduction.class)
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class PollQuarkusTest {
    /** With the intervals as they are by default, in the spelling of application.properties. */
    public static class AsInProduction implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("florin.refund.poll", "PT1S", "florin.refund.process-interval", "3600s");
        }
    }

    /** Twice, because the hourly sweep also runs once at the start and can have been the first one's. */
    @Test
    void moneyIsBackWithinSecondsOfFallingDue() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        assertIsBackInTime();
        assertIsBackInTime();
    }

    /** In one of a few attempts: one that is held up says something of the machine. */
    private static void assertIsBackInTime() {
        Eventually.within(Duration.ofSeconds(5), () -> {
            Instant due = Instant.now();
            UUID thing = Owners.WALLET.owes(Some.user("alice"));
            String completed = "SELECT count(*) FROM refund WHERE state = 'completed' AND source_id = '" + thing + "'";
            Eventually.holds("it is back", () -> Sql.number(completed) == 1);
            return Duration.between(due, Instant.now());
        });
    }
}
