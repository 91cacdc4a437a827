package dev.florin.notification.socket;

import dev.florin.common.database.Database;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.FeedSession;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The connections of all nodes; whole batches as arrays. */
@Singleton
class ConnectionStore {
    /** What separates the roles of a connection in an array of texts: PostgreSQL has no arrays of uneven arrays. */
    private static final String COMMA = ",";

    private final Database database;

    ConnectionStore(Database database) {
        this.database = database;
    }

    /**
     * What a node learns by its heartbeat.
     *
     * @param known false if nobody knows this node: it is new, was taken for gone, or the database has crashed
     * @param connectionsElsewhere to all other nodes that are alive, as they said last
     */
    record Beat(boolean known, long connectionsElsewhere) {}

    /**
     * Says that this node is alive.
     *
     * @param notSeenFor after which a node counts as gone
     */
    Beat beat(UUID node, int connections, Duration notSeenFor) {
        return database.first(
                        """
                        WITH own AS (UPDATE node SET seen_at = now(), connections = ? WHERE id = ? RETURNING id)
                        SELECT EXISTS (SELECT FROM own), coalesce(sum(connections), 0)
                        FROM node WHERE id <> ? AND seen_at >= now() - ? * interval '1 millisecond'
                        """,
                        statement -> {
                            statement.setInt(1, connections);
                            statement.setObject(2, node);
                            statement.setObject(3, node);
                            statement.setLong(4, notSeenFor.toMillis());
                        },
                        row -> new Beat(row.getBoolean(1), row.getLong(2)))
                .orElseThrow();
    }

    void enter(UUID node, int connections) {
        database.update("""
                INSERT INTO node (id, started_at, seen_at, connections) VALUES (?, now(), now(), ?)
                ON CONFLICT DO NOTHING
                """, statement -> {
            statement.setObject(1, node);
            statement.setInt(2, connections);
        });
    }

    /**
     * Writes connections down, unless the node was taken for gone meanwhile. Its row is locked against that until they
     * are in.
     */
    void add(UUID node, List<FeedSession> sessions) {
        database.onConnection(connection -> Database.update(connection, """
                WITH here AS (SELECT id FROM node WHERE id = ? FOR KEY SHARE)
                INSERT INTO connection (id, node, user_id, roles, dialect, address, connected_at, messages)
                SELECT c.id, here.id, c.user_id, string_to_array(c.roles, ','), c.dialect, c.address,
                       'epoch'::timestamptz + c.connected_ms * interval '1 millisecond', c.messages
                FROM here, unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                    AS c(id, user_id, roles, dialect, address, connected_ms, messages)
                ON CONFLICT DO NOTHING
                """, statement -> {
            statement.setObject(1, node);
            statement.setArray(2, array(connection, "uuid", sessions, FeedSession::id));
            statement.setArray(3, array(connection, "text", sessions, FeedSession::userId));
            statement.setArray(
                    4,
                    array(
                            connection,
                            "text",
                            sessions,
                            session -> String.join(COMMA, session.subscriber().roles())));
            statement.setArray(
                    5,
                    array(
                            connection,
                            "text",
                            sessions,
                            session -> session.dialect().name()));
            statement.setArray(
                    6,
                    array(
                            connection,
                            "text",
                            sessions,
                            session -> session.subscriber().address()));
            statement.setArray(
                    7,
                    array(
                            connection,
                            "bigint",
                            sessions,
                            session -> session.connectedAt().toEpochMilli()));
            statement.setArray(8, array(connection, "bigint", sessions, FeedSession::messages));
        }));
    }

    void remove(List<FeedSession> sessions) {
        database.onConnection(connection -> Database.update(
                connection,
                "DELETE FROM connection WHERE id = ANY(?)",
                statement -> statement.setArray(1, array(connection, "uuid", sessions, FeedSession::id))));
    }

    void count(List<FeedSession> sessions) {
        database.onConnection(connection -> Database.update(connection, """
                UPDATE connection SET messages = c.messages
                FROM unnest(?::uuid[], ?::bigint[]) AS c(id, messages)
                WHERE connection.id = c.id
                """, statement -> {
            statement.setArray(1, array(connection, "uuid", sessions, FeedSession::id));
            statement.setArray(2, array(connection, "bigint", sessions, FeedSession::messages));
        }));
    }

    /**
     * Takes nodes away that were not seen for so long, and what they held.
     *
     * @return whose connections are gone with them
     */
    Set<String> sweep(Duration notSeenFor) {
        return database.inTransaction(transaction -> take(
                transaction,
                Database.list(
                        transaction,
                        """
                        SELECT id FROM node WHERE seen_at < now() - ? * interval '1 millisecond'
                        FOR UPDATE SKIP LOCKED
                        """,
                        statement -> statement.setLong(1, notSeenFor.toMillis()),
                        row -> row.getObject(1, UUID.class))));
    }

    /** Takes a node away that says goodbye. */
    Set<String> leave(UUID node) {
        return database.inTransaction(transaction -> take(
                transaction,
                Database.list(
                        transaction,
                        "SELECT id FROM node WHERE id = ? FOR UPDATE",
                        statement -> statement.setObject(1, node),
                        row -> row.getObject(1, UUID.class))));
    }

    /** With the nodes' rows locked. */
    private static Set<String> take(Connection transaction, List<UUID> nodes) throws SQLException {
        if (nodes.isEmpty()) {
            return Set.of();
        }
        Set<String> users = new TreeSet<>(Database.list(
                transaction,
                "DELETE FROM connection WHERE node = ANY(?) RETURNING user_id",
                statement -> statement.setArray(1, array(transaction, "uuid", nodes, Function.identity())),
                row -> row.getString(1)));
        Database.update(
                transaction,
                "DELETE FROM node WHERE id = ANY(?)",
                statement -> statement.setArray(1, array(transaction, "uuid", nodes, Function.identity())));
        return users;
    }

    /** Has the nodes that hold these connections end them. */
    void end(Collection<UUID> ids, CloseCode code) {
        database.onConnection(connection -> Database.update(
                connection, "UPDATE connection SET ending = ? WHERE id = ANY(?) AND ending IS NULL", statement -> {
                    statement.setString(1, code.name());
                    statement.setArray(2, array(connection, "uuid", ids, Function.identity()));
                }));
    }

    /** A connection that its node has to end. */
    record Ending(UUID id, String userId, CloseCode code) {}

    List<Ending> ending(UUID node) {
        return database.list(
                "SELECT id, user_id, ending FROM connection WHERE node = ? AND ending IS NOT NULL",
                statement -> statement.setObject(1, node),
                row -> new Ending(row.getObject(1, UUID.class), row.getString(2), code(row.getString(3))));
    }

    /** A node of a newer version may know more of them. */
    private static CloseCode code(String name) {
        return Arrays.stream(CloseCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(CloseCode.DISCONNECTED);
    }

    /** Of each of these users the oldest connections, on whichever node, without which there would be so many. */
    List<OpenConnection> beyond(int max, Collection<String> users) {
        return database.onConnection(connection -> Database.list(
                connection,
                """
                SELECT c.* FROM unnest(?::text[]) AS u(user_id)
                CROSS JOIN LATERAL (
                    SELECT %s FROM connection WHERE user_id = u.user_id
                    ORDER BY connected_at DESC, id DESC OFFSET ?) c
                """.formatted(ConnectionRow.COLUMNS),
                statement -> {
                    statement.setArray(1, array(connection, "text", users, Function.identity()));
                    statement.setInt(2, max);
                },
                ConnectionRow::connection));
    }

    List<OpenConnection> of(Collection<String> users) {
        return database.onConnection(connection -> Database.list(
                connection,
                "SELECT " + ConnectionRow.COLUMNS + " FROM connection WHERE user_id = ANY(?) ORDER BY connected_at, id",
                statement -> statement.setArray(1, array(connection, "text", users, Function.identity())),
                ConnectionRow::connection));
    }

    Optional<OpenConnection> find(UUID id) {
        return database.first(
                "SELECT " + ConnectionRow.COLUMNS + " FROM connection WHERE id = ?",
                statement -> statement.setObject(1, id),
                ConnectionRow::connection);
    }

    /** In the order of their ids, which is that of their making. */
    List<OpenConnection> page(UUID after, int limit) {
        return database.list(
                "SELECT " + ConnectionRow.COLUMNS + " FROM connection WHERE id > ? ORDER BY id LIMIT ?",
                statement -> {
                    statement.setObject(1, after);
                    statement.setInt(2, limit);
                },
                ConnectionRow::connection);
    }

    OpenConnection.Counts counts() {
        return database.first(
                        "SELECT count(DISTINCT user_id), count(*) FROM connection",
                        Database.Binder.NOTHING,
                        row -> new OpenConnection.Counts(row.getLong(1), row.getLong(2)))
                .orElseThrow();
    }

    private static <T> java.sql.Array array(
            Connection connection, String type, Collection<T> rows, Function<T, ? extends @Nullable Object> value)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }
}
