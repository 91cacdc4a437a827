package dev.florin.wallet.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.database.Column;
import dev.florin.common.database.Database;
import dev.florin.common.id.Ids;
import dev.florin.common.json.Json;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL of the ledger. A batch takes two round trips, whatever its size: one locks and loads everything that it
 * touches, one stores all changes and commits.
 */
@Singleton
public class LedgerStore {
    /**
     * Locks in the order of ids, so that no two writers wait for each other; only then asks what is known already, so
     * that it sees what the one before it committed.
     */
    private static final String LOCK_AND_LOAD = "BEGIN;SET LOCAL lock_timeout = %d;" + Database.PLANNED_ONCE
            + AccountRow.SELECT + " WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE;"
            + TransferRow.SELECT + " WHERE t.id = ANY (?);"
            + HoldRow.SELECT + " WHERE id = ANY (?);"
            + "SELECT id, fingerprint FROM promise WHERE id = ANY (?)";

    private static final String INSERT_OUTBOX = """
            INSERT INTO outbox (id, payload, created_at)
            SELECT id, payload::json, ?
              FROM unnest(?::uuid[], ?::text[]) WITH ORDINALITY AS o (id, payload, place)
             ORDER BY place""";

    private static final List<Column<Story>> OUTBOX_COLUMNS =
            List.of(new Column<>("uuid", _ -> Ids.fresh()), new Column<>("text", LedgerStore::json));

    private final Database database;

    LedgerStore(Database database) {
        this.database = database;
    }

    /** The accounts, transfers and holds with these ids, as far as there are any; and what ids are promised to. */
    record Loaded(List<Account> accounts, List<Transfer> transfers, List<Hold> holds, List<Promise> promises) {}

    /** Begins a transaction and locks the accounts. */
    Loaded lockAndLoad(
            Connection connection,
            Duration lockTimeout,
            Collection<UUID> accounts,
            Collection<UUID> transfers,
            Collection<UUID> holds)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(LOCK_AND_LOAD.formatted(lockTimeout.toMillis()))) {
            statement.setArray(1, connection.createArrayOf("uuid", accounts.toArray()));
            statement.setArray(2, connection.createArrayOf("uuid", transfers.toArray()));
            statement.setArray(3, connection.createArrayOf("uuid", holds.toArray()));
            statement.setArray(4, connection.createArrayOf("uuid", transfers.toArray()));
            statement.execute();
            return new Loaded(
                    Database.nextResult(statement, AccountRow::read),
                    Database.nextResult(statement, TransferRow::read),
                    Database.nextResult(statement, HoldRow::read),
                    Database.nextResult(
                            statement, row -> new Promise(row.getObject(1, UUID.class), row.getObject(2, UUID.class))));
        }
    }

    /**
     * Stores the changes and commits. Holds that shrink go first and new ones last: then every step in between leaves
     * at least as much to spend as the end does, and the no-overdraft check passes if and only if the end is legal.
     */
    void storeAndCommit(Connection connection, Ledger.Changes changes, List<Companion> companions, Instant now)
            throws SQLException {
        List<String> statements = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        Columns columns = new Columns(connection, statements, parameters, Timestamp.from(now));
        columns.add(HoldRow.UPDATE, changes.changedHolds(), HoldRow.CHANGED_COLUMNS);
        columns.add(TransferRow.INSERT, changes.transfers(), TransferRow.COLUMNS);
        columns.add(HoldRow.INSERT, changes.newHolds(), HoldRow.COLUMNS);
        for (List<Companion> alike : companions.stream()
                .collect(Collectors.groupingBy(Companion::statement, LinkedHashMap::new, Collectors.toList()))
                .values()) {
            columns.add(alike.getFirst().statement().sql(), alike, columnsOf(alike.getFirst()));
        }
        columns.add(INSERT_OUTBOX, changes.stories(), OUTBOX_COLUMNS);
        statements.add("COMMIT");
        Database.execute(connection, String.join(";", statements), all(parameters));
    }

    /** Stores a refusal that nobody asked for; false if its id stands for a movement, or for a refusal, already. */
    boolean refuse(Connection transaction, Transfer refusal) throws SQLException {
        List<String> statements = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        new Columns(transaction, statements, parameters, Timestamp.from(refusal.createdAt()))
                .add(TransferRow.INSERT + " ON CONFLICT DO NOTHING", List.of(refusal), TransferRow.COLUMNS);
        return Database.update(transaction, statements.getFirst(), all(parameters)) == 1;
    }

    private static Database.Binder all(List<Object> parameters) {
        return statement -> {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
        };
    }

    /** Keeps an id for a movement that is to come; false if it is kept already. */
    boolean promise(Connection transaction, Promise promise) throws SQLException {
        return Database.update(
                        transaction,
                        "INSERT INTO promise (id, fingerprint) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        row -> {
                            row.setObject(1, promise.id());
                            row.setObject(2, promise.fingerprint());
                        })
                == 1;
    }

    /** Whether it stands for a movement or a hold. */
    boolean isUsed(Connection transaction, UUID id) throws SQLException {
        return Database.list(
                        transaction,
                        """
                        SELECT EXISTS (SELECT FROM transfer WHERE id = ?) OR EXISTS (SELECT FROM hold WHERE id = ?)
                        """,
                        statement -> {
                            statement.setObject(1, id);
                            statement.setObject(2, id);
                        },
                        row -> row.getBoolean(1))
                .getFirst();
    }

    /** Ends a transaction that failed half-way. */
    void rollBack(Connection connection) throws SQLException {
        Database.update(connection, "ROLLBACK", Database.Binder.NOTHING);
    }

    private record Columns(Connection connection, List<String> statements, List<Object> parameters, Timestamp now) {
        <T> void add(String sql, List<T> rows, List<Column<T>> columns) throws SQLException {
            if (rows.isEmpty()) {
                return;
            }
            statements.add(sql);
            parameters.add(now);
            for (Column<T> column : columns) {
                parameters.add(column.of(connection, rows));
            }
        }
    }

    private static List<Column<Companion>> columnsOf(Companion example) {
        List<String> types = example.statement().columnTypes();
        return IntStream.range(0, types.size())
                .mapToObj(i ->
                        new Column<Companion>(types.get(i), row -> row.values().get(i)))
                .toList();
    }

    Optional<Transfer> transfer(UUID id) {
        return database.first(TransferRow.SELECT + " WHERE t.id = ?", byId(id), TransferRow::read);
    }

    /** The newest transfers of a type on an account, from below an entry number downwards. */
    List<Transfer> transfers(UUID account, String type, long belowSeq, int limit) {
        return database.list(
                TransferRow.SELECT + """
                         JOIN entry e ON e.transfer_id = t.id
                         WHERE e.account_id = ? AND e.seq < ? AND t.type = ?
                         ORDER BY e.seq DESC
                         LIMIT ?
                        """,
                statement -> {
                    statement.setObject(1, account);
                    statement.setLong(2, belowSeq);
                    statement.setString(3, type);
                    statement.setInt(4, limit);
                },
                TransferRow::read);
    }

    /**
     * The newest payments out of or into these wallets that were refused, from a place on downwards; not those that
     * were promised, for whoever promised one keeps what became of it. (Looked up one by one, since a join would read
     * all promises.)
     */
    List<Transfer> refusedPayments(Collection<UUID> wallets, TimeCursor from, int limit) {
        return database.list(
                """
                WITH sought AS (SELECT ?::uuid[] AS wallets, ?::timestamptz AS at, ?::uuid AS id)
                SELECT t.* FROM sought CROSS JOIN unnest(wallets) AS wallet (id) CROSS JOIN LATERAL (
                       (%1$s AND t.debit = wallet.id %2$s) UNION ALL (%1$s AND t.credit = wallet.id %2$s)) t
                 ORDER BY t.created_at DESC, t.id DESC LIMIT ?
                """.formatted(
                        TransferRow.SELECT + " WHERE t.type = '" + Transfer.P2P + "' AND t.refused IS NOT NULL", """
                         AND (t.created_at, t.id) < (sought.at, sought.id)
                         AND (SELECT p.id FROM promise p WHERE p.id = t.id) IS NULL
                         ORDER BY t.created_at DESC, t.id DESC LIMIT ?"""),
                statement -> {
                    Database.bindIds(statement, 1, wallets);
                    statement.setTimestamp(2, Timestamp.from(from.at()));
                    statement.setObject(3, from.id());
                    statement.setInt(4, limit);
                    statement.setInt(5, limit);
                    statement.setInt(6, limit);
                },
                TransferRow::read);
    }

    List<Entry> entries(UUID account, long belowSeq, int limit) {
        return database.list(
                """
                SELECT e.seq, e.transfer_id, t.type, e.asset, e.amount, e.balance_after, t.reference, e.created_at
                  FROM entry e JOIN transfer t ON t.id = e.transfer_id
                 WHERE e.account_id = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?
                """,
                statement -> {
                    statement.setObject(1, account);
                    statement.setLong(2, belowSeq);
                    statement.setInt(3, limit);
                },
                row -> new Entry(
                        row.getLong(1),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        Money.ofMinor(AccountRow.minor(row, 5), Asset.of(row.getString(4))),
                        Money.ofMinor(AccountRow.minor(row, 6), Asset.of(row.getString(4))),
                        row.getString(7),
                        row.getTimestamp(8).toInstant()));
    }

    Optional<Hold> hold(UUID id) {
        return database.first(HoldRow.SELECT + " WHERE id = ?", byId(id), HoldRow::read);
    }

    List<Hold> holds(Collection<UUID> ids) {
        return database.list(
                HoldRow.SELECT + " WHERE id = ANY (?)",
                statement -> Database.bindIds(statement, 1, ids),
                HoldRow::read);
    }

    /**
     * Holds that are past their time, oldest first. Replicas may see the same ones: closing a closed hold changes
     * nothing.
     */
    List<Hold> expired(Instant now, int limit) {
        return database.list(
                HoldRow.SELECT + " WHERE state = 'active' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setInt(2, limit);
                },
                HoldRow::read);
    }

    <T> T inTransaction(Database.Work<T> work) {
        return database.inTransaction(work);
    }

    /** Tells something in a transaction that is not the ledger's; whoever commits it wakes the relay. */
    void tell(Connection transaction, Story story, Instant now) throws SQLException {
        Database.update(transaction, "INSERT INTO outbox (id, payload, created_at) VALUES (?, ?::json, ?)", row -> {
            row.setObject(1, Ids.fresh());
            row.setString(2, json(story));
            row.setTimestamp(3, Timestamp.from(now));
        });
    }

    private static String json(Story story) {
        try {
            return Json.mapper().writerFor(Story.class).writeValueAsString(story);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a story cannot be written", e);
        }
    }

    private static Database.Binder byId(UUID id) {
        return statement -> statement.setObject(1, id);
    }
}
