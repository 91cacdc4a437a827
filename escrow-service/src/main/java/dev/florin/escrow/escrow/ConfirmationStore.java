package dev.florin.escrow.escrow;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of requests that confirm. */
@Singleton
public class ConfirmationStore {
    private static final String KEEP =
            "INSERT INTO escrow_confirmation (id, escrow_id, user_id, fingerprint, created_at) VALUES (?, ?, ?, ?, ?)";

    private final Database database;

    ConfirmationStore(Database database) {
        this.database = database;
    }

    /** A request of a party; its id is its key's. */
    record Confirmation(UUID id, UUID escrow, String user, UUID fingerprint, Instant at) {}

    /** @return whether the key is new */
    boolean keep(Connection transaction, Confirmation confirmation) throws SQLException {
        return Database.update(transaction, KEEP, statement -> {
                    statement.setObject(1, confirmation.id());
                    statement.setObject(2, confirmation.escrow());
                    statement.setString(3, confirmation.user());
                    statement.setObject(4, confirmation.fingerprint());
                    statement.setTimestamp(5, Timestamp.from(confirmation.at()));
                })
                == 1;
    }

    /** The same, by itself. */
    boolean keep(Confirmation confirmation) {
        return database.onConnection(connection -> keep(connection, confirmation));
    }

    /** @param answer none before what follows from it is done */
    record Known(UUID fingerprint, @Nullable String answer) {}

    Optional<Known> confirmation(UUID id) {
        return database.first(
                "SELECT fingerprint, answer FROM escrow_confirmation WHERE id = ?",
                statement -> statement.setObject(1, id),
                row -> new Known(row.getObject("fingerprint", UUID.class), row.getString("answer")));
    }

    /**
     * Compare and set: one that has an answer keeps it.
     *
     * @return whether it had none
     */
    boolean answer(UUID id, String answer) {
        return database.update(
                        "UPDATE escrow_confirmation SET answer = ? WHERE id = ? AND answer IS NULL", statement -> {
                            statement.setString(1, answer);
                            statement.setObject(2, id);
                        })
                == 1;
    }
}
