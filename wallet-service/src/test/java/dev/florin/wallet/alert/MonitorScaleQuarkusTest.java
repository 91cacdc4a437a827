package dev.florin.wallet.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.database.Database;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.wallet.Reads;
import dev.florin.wallet.Some;
import dev.florin.wallet.history.Past;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a look at the last hour costs, in which much happened. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@TestProfile(MonitorScaleQuarkusTest.JobAtRest.class)
class MonitorScaleQuarkusTest {
    /** Ten a second, for longer than is shown, until five minutes ago. */
    private static final int MANY = 60_000;

    private static final Duration STEP = Duration.ofMillis(100);
    private static final int PER_MINUTE = 600;

    /** The index on times leads to 32 pages at once, with some sixty transfers on each. */
    private static final int RANGE = 32 * 60;

    @Inject
    Database database;

    @Inject
    AlertConfig config;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** Nothing is added up but by the test, on a database of its own. */
    public static final class JobAtRest implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("florin.alert.activity-interval", "P1D");
        }
    }

    private MonitorService monitor(Database counted) {
        return new MonitorService(new MonitorStore(counted), config, Clock.fixed(now, ZoneOffset.UTC));
    }

    /**
     * The minute in which the hour begins, and the last minute with anything in it: whatever lies between them was read
     * when it was added up.
     */
    @Test
    void ofAllTransfersOnlyThoseAtItsEdgesAreRead() throws SQLException {
        Instant end = now.minus(Duration.ofMinutes(5));
        Past.of(Some.user("busy"), "USD", MANY, end.minus(STEP.multipliedBy(MANY)), STEP);
        Sql.asSuperuser()
                .execute("UPDATE activity_span SET since = date_trunc('minute', now() - interval '3 hours'),"
                        + " until = date_trunc('minute', now() - interval '3 hours')");
        Sql.asSuperuser().execute("VACUUM ANALYZE");
        monitor(database).addUpMinutes();
        Sql.asSuperuser().execute("VACUUM ANALYZE");
        Reads reads = Reads.of(database, "^transfer", counted -> {
            MonitorView shown = monitor(counted).monitor(60, null);
            assertEquals(55 * PER_MINUTE + 1, shown.totalTransactions(), "both ends included");
            assertEquals(20, shown.recentTransactions().size());
        });
        assertEquals(0, reads.scans());
        assertTrue(reads.rows() > 0, "this measures nothing");
        assertTrue(reads.rows() <= 2 * (PER_MINUTE + 2 * RANGE), reads + " is more than the edges");
    }
}
