package dev.florin.wallet.alert;

import dev.florin.common.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.NullMarked;

/**
 * How PostgreSQL goes about the monitor's own statements. It stands in this package because they are, with reason,
 * nobody else's.
 */
@NullMarked
public final class MonitorPlans {
    private static final String EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) ";

    private MonitorPlans() {}

    /**
     * The plan of each statement with which the service shows the last minutes, run as it would be.
     *
     * @param dataSource of connections that are set up like the service's
     */
    public static List<String> of(DataSource dataSource, Duration shown) {
        Database database = new Database(dataSource);
        return new MonitorStore(database)
                .questions(Instant.now().minus(shown)).stream()
                        .map(question -> String.join(
                                "; ",
                                database.list(
                                        EXPLAIN + question.sql(),
                                        question.parameters(),
                                        line -> line.getString(1).strip())))
                        .toList();
    }
}
