package dev.florin.notification.socket;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/** A row of {@code connection}. */
final class ConnectionRow {
    static final String COLUMNS = "id, node, user_id, roles, dialect, address, connected_at, messages";

    private ConnectionRow() {}

    static OpenConnection connection(ResultSet row) throws SQLException {
        String[] roles = (String[]) row.getArray("roles").getArray();
        return new OpenConnection(
                row.getObject("id", UUID.class),
                row.getString("node"),
                row.getString("user_id"),
                Set.copyOf(Arrays.asList(roles)),
                row.getString("dialect"),
                row.getString("address"),
                row.getTimestamp("connected_at").toInstant(),
                row.getLong("messages"));
    }
}
