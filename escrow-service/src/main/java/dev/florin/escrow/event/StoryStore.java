package dev.florin.escrow.event;

import dev.florin.common.database.Columns;
import dev.florin.common.database.Database;
import dev.florin.common.id.Ids;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The SQL of what is told. */
@Singleton
public class StoryStore {
    private static final Columns<Row> ROWS = new Columns<Row>()
            .uuid("id", _ -> Ids.fresh())
            .add("payload", "json", Row::payload)
            .time("created_at", Row::at);

    // Positions are given out in the order of the rows.
    private static final String ADD = "INSERT INTO outbox (" + ROWS.names() + ") SELECT * FROM " + ROWS.unnest("told");

    StoryStore() {}

    /** What is kept of a story until it is told. */
    record Row(String payload, Instant at) {}

    void add(Connection transaction, List<Row> rows) throws SQLException {
        Database.update(transaction, ADD, statement -> ROWS.bind(statement, 1, rows));
    }
}
