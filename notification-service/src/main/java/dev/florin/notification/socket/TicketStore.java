package dev.florin.notification.socket;

import dev.florin.common.database.Database;
import dev.florin.common.security.Caller;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Tickets, where every node can redeem them. */
@Singleton
class TicketStore {
    private final Database database;

    TicketStore(Database database) {
        this.database = database;
    }

    void keep(byte[] digest, Caller caller, Instant expiresAt) {
        database.update("""
                INSERT INTO ticket (digest, user_id, roles, token_issued_at, token_expires_at, expires_at)
                VALUES (?, ?, ?::text[], ?, ?, ?)
                """, statement -> {
            statement.setBytes(1, digest);
            statement.setString(2, caller.id());
            statement.setArray(
                    3,
                    statement
                            .getConnection()
                            .createArrayOf("text", caller.roles().toArray()));
            statement.setTimestamp(4, Timestamp.from(caller.issuedAt()));
            statement.setTimestamp(5, Timestamp.from(caller.expiresAt()));
            statement.setTimestamp(6, Timestamp.from(expiresAt));
        });
    }

    /** Takes a ticket away; of several takers one gets it. Empty if it is gone, too old, or never was. */
    Optional<Caller> take(byte[] digest, Instant now) {
        return database.first(
                """
                DELETE FROM ticket
                WHERE digest = ? AND expires_at > ? AND token_expires_at > ?
                RETURNING user_id, roles, token_issued_at, token_expires_at
                """,
                statement -> {
                    statement.setBytes(1, digest);
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setTimestamp(3, Timestamp.from(now));
                },
                TicketStore::caller);
    }

    /** @return how many tickets nobody came with */
    int deleteExpired(Instant now) {
        return database.update(
                "DELETE FROM ticket WHERE expires_at <= ?",
                statement -> statement.setTimestamp(1, Timestamp.from(now)));
    }

    private static Caller caller(ResultSet row) throws SQLException {
        String[] roles = (String[]) row.getArray("roles").getArray();
        return new Caller(
                row.getString("user_id"),
                Set.copyOf(Arrays.asList(roles)),
                row.getTimestamp("token_issued_at").toInstant(),
                row.getTimestamp("token_expires_at").toInstant());
    }
}
