package dev.florin.refund.refund;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.refund.Owners;
import dev.florin.refund.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The database knows the same steps as {@link Refund.State}. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class LifecycleQuarkusTest {
    private static final String SET = """
            UPDATE refund
               SET state = '%1$s', failure = 'x',
                   next_at = CASE WHEN '%1$s' IN ('completed', 'failed') THEN NULL ELSE now() END,
                   given = CASE WHEN '%1$s' = 'completed' THEN 50 END,
                   completed_at = CASE WHEN '%1$s' = 'completed' THEN now() END
             WHERE source_id = '%2$s'""";

    @Test
    void theDatabaseKeepsToTheLifecycle() throws SQLException {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        UUID thing = Owners.WALLET.owes(Some.user("alice"));
        Api.asAdmin().post("/api/admin/refunds/process", "").expect(200);
        for (Refund.State from : Refund.State.values()) {
            for (Refund.State to : Refund.State.values()) {
                Sql.asSuperuser().executeWithoutTriggers(SET.formatted(from.wireName(), thing));
                assertEquals(from.mayBecome(to) || waits(from, to), isAllowed(thing, to), from + " to " + to);
            }
        }
        Sql.asSuperuser().executeWithoutTriggers(SET.formatted("completed", thing));
    }

    /** For another time. */
    private static boolean waits(Refund.State from, Refund.State to) {
        return from == to && (from == Refund.State.PENDING || from == Refund.State.RETRYING);
    }

    private static boolean isAllowed(UUID thing, Refund.State to) throws SQLException {
        try {
            Sql.asApplication().execute(SET.formatted(to.wireName(), thing));
            return true;
        } catch (SQLException e) {
            assertEquals("23000", e.getSQLState(), e.toString());
            return false;
        }
    }
}
