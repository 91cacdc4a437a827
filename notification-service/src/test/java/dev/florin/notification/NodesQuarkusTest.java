package dev.florin.notification;

import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;

/** With PostgreSQL between the nodes. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class NodesQuarkusTest extends NodesScenarios {
    @Override
    void withoutHearingOthers(Runnable meanwhile) throws SQLException {
        meanwhile.run();
        try (var connection = FlorinTestResource.database().asSuperuser().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND query LIKE 'LISTEN %'");
        }
    }
}
