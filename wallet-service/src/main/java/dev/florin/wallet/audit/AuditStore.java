package dev.florin.wallet.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.database.Database;
import dev.florin.common.json.Json;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The SQL of the audit. Each run looks at one snapshot of the books, and takes no lock that a writer would wait for.
 */
@Singleton
public class AuditStore {
    /**
     * Entries that are new since the last run have to lead from the balance it saw to the one that stands now, without
     * a gap. They are sought account by account, which reads scattered pages; where they are a large part of all, one
     * pass over everything is several times faster. Of the two ways one is taken, and the other not begun. How many
     * there are is what the planner knows of it, or, before it has looked, the least that so many bytes can be.
     */
    private static final String ADVANCE = """
            WITH changed AS (
                SELECT a.id, a.asset, a.posted, a.seq, coalesce(d.seq, 0) AS from_seq, coalesce(d.balance, 0) AS from_balance
                  FROM account a LEFT JOIN audited d ON d.account_id = a.id
                 WHERE a.seq <> coalesce(d.seq, 0) OR a.posted <> coalesce(d.balance, 0)
            ), backlog AS (
                SELECT sum(seq - from_seq) > ? * (SELECT sum(greatest(reltuples, pg_relation_size(oid) / 256))
                                                    FROM pg_inherits JOIN pg_class ON oid = inhrelid
                                                   WHERE inhparent = 'entry'::regclass) AS is_large
                  FROM changed
            ), found AS (
                SELECT c.id, e.entries, e.total, e.last_balance
                  FROM changed c CROSS JOIN LATERAL (
                       SELECT count(*) AS entries, sum(amount) AS total, max(balance_after) FILTER (WHERE seq = c.seq) AS last_balance
                         FROM entry WHERE account_id = c.id AND seq > c.from_seq AND seq <= c.seq) e
                 WHERE NOT (SELECT is_large FROM backlog)
                UNION ALL
                SELECT c.id, count(*) FILTER (WHERE e.seq > c.from_seq AND e.seq <= c.seq),
                       sum(e.amount) FILTER (WHERE e.seq > c.from_seq AND e.seq <= c.seq), max(e.balance_after) FILTER (WHERE e.seq = c.seq)
                  FROM changed c JOIN entry e ON e.account_id = c.id
                 WHERE (SELECT is_large FROM backlog)
                 GROUP BY c.id
            ), derived AS (
                SELECT c.*, coalesce(f.entries, 0) AS entries, coalesce(f.total, 0) AS total,
                       CASE WHEN c.seq = c.from_seq THEN c.from_balance ELSE f.last_balance END AS last_balance
                  FROM changed c LEFT JOIN found f ON f.id = c.id
            ), wrong AS (
                SELECT * FROM derived
                 WHERE entries <> seq - from_seq OR from_balance + total <> posted OR last_balance IS DISTINCT FROM posted
            ), advanced AS (
                INSERT INTO audited (account_id, seq, balance)
                SELECT id, seq, posted FROM derived WHERE id NOT IN (SELECT id FROM wrong)
                ON CONFLICT (account_id) DO UPDATE SET seq = excluded.seq, balance = excluded.balance
            )
            SELECT id, asset, 'balance equals its entries' AS rule, (from_balance + total)::text AS expected, posted::text AS actual
              FROM wrong
            """;

    /**
     * From which share of all entries on one pass over all of them is taken to be faster; chooses a plan, counts no
     * money.
     */
    private static final double LARGE_BACKLOG = 0.1;

    /**
     * The same from the first entry on, trusting nothing that an earlier run saw. Only where months were taken away it
     * begins with what stood at the end of the last of them.
     */
    private static final String FROM_THE_START = """
            WITH gone AS (
                SELECT max(month) AS month FROM closed_month m
                 WHERE NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                                    WHERE i.inhparent = 'entry'::regclass AND c.relname = 'entry_' || to_char(m.month, 'YYYY_MM'))
            ), base AS (
                SELECT DISTINCT ON (account_id) account_id, seq, balance
                  FROM closing WHERE month <= (SELECT month FROM gone) ORDER BY account_id, closing.month DESC
            )
            SELECT a.id, a.asset, 'balance equals its entries' AS rule,
                   (coalesce(b.balance, 0) + coalesce(e.total, 0))::text AS expected, a.posted::text AS actual
              FROM account a LEFT JOIN base b ON b.account_id = a.id LEFT JOIN (
                   SELECT account_id, count(*) AS entries, sum(amount) AS total, max(seq) AS last_seq,
                          bool_and(running = balance_after) AS chained
                     FROM (SELECT line.account_id, line.seq, amount, balance_after, coalesce(first.balance, 0)
                                  + sum(amount) OVER (PARTITION BY line.account_id ORDER BY line.seq) AS running
                             FROM entry line LEFT JOIN base first ON first.account_id = line.account_id
                            WHERE line.seq > coalesce(first.seq, 0)) line
                    GROUP BY account_id) e ON e.account_id = a.id
             WHERE coalesce(b.balance, 0) + coalesce(e.total, 0) <> a.posted OR coalesce(b.seq, 0) + coalesce(e.entries, 0) <> a.seq
                OR coalesce(e.last_seq, b.seq, 0) <> a.seq OR NOT coalesce(e.chained, true)
            """;

    private static final String TOTALS = """
            SELECT NULL::uuid AS id, asset, 'all accounts sum to zero' AS rule, '0' AS expected, sum(posted)::text AS actual
              FROM account GROUP BY asset HAVING sum(posted) <> 0
            UNION ALL
            SELECT a.id, a.asset, 'held equals open holds', coalesce(h.open, 0)::text, a.held::text
              FROM account a LEFT JOIN (
                   SELECT account_id, sum(amount - captured) AS open FROM hold WHERE state = 'active' GROUP BY account_id) h
                ON h.account_id = a.id
             WHERE a.held <> coalesce(h.open, 0)
            """;

    /** Held by the one auditor of this database; the number is arbitrary but for ever. */
    private static final long AUDIT_LOCK = 0x466c6f72696e02L;

    private final Database database;
    private final Duration timeLimit;

    AuditStore(Database database, AuditConfig config) {
        this.database = database;
        this.timeLimit = config.timeLimit();
    }

    /** Which way of auditing a result is of. */
    enum Kind {
        RECENT,
        FULL;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks what has changed since the last run, and remembers how far it came.
     *
     * @return empty if another replica is at it
     */
    Optional<List<Mismatch>> advance() {
        return advance(LARGE_BACKLOG);
    }

    /** @param largeBacklog from which part of all entries on the new ones are looked for in one pass */
    Optional<List<Mismatch>> advance(double largeBacklog) {
        Database.Binder share = statement -> statement.setDouble(1, largeBacklog);
        return database.inTransaction(connection -> {
            beginSnapshot(connection);
            if (!isAlone(connection)) {
                return Optional.empty();
            }
            List<Mismatch> found = hasLookedBefore(connection)
                    ? check(connection, ADVANCE, share)
                    : patiently(connection, () -> check(connection, ADVANCE, share));
            if (!found.isEmpty()) {
                // Nothing is remembered of books that are wrong: it would still be expected after they are put right.
                connection.rollback();
            }
            return Optional.of(found);
        });
    }

    /** Keeps what was found, for all replicas. */
    void keep(Kind kind, AuditService.Report report) {
        database.update("""
                INSERT INTO audit_result (kind, audited_at, mismatches, named) VALUES (?, ?, ?, ?::json)
                ON CONFLICT (kind) DO UPDATE
                   SET audited_at = excluded.audited_at, mismatches = excluded.mismatches, named = excluded.named
                """, row -> {
            row.setString(1, kind.wireName());
            row.setTimestamp(2, Timestamp.from(report.auditedAt()));
            row.setInt(3, report.mismatchCount());
            row.setString(4, json(report.mismatches()));
        });
    }

    /** What was found last, by whichever replica. */
    Optional<AuditService.Report> result(Kind kind) {
        return database.first(
                "SELECT audited_at, mismatches, named FROM audit_result WHERE kind = ?",
                statement -> statement.setString(1, kind.wireName()),
                row -> new AuditService.Report(
                        row.getInt(2) == 0,
                        row.getTimestamp(1).toInstant(),
                        row.getInt(2),
                        mismatches(row.getString(3))));
    }

    private static String json(List<Mismatch> mismatches) {
        try {
            return Json.mapper().writeValueAsString(mismatches);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("mismatches cannot be written", e);
        }
    }

    private static List<Mismatch> mismatches(String json) {
        try {
            return List.of(Json.mapper().readValue(json, Mismatch[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored mismatches cannot be read", e);
        }
    }

    /** Checks everything. */
    List<Mismatch> fromTheStart() {
        return database.inTransaction(connection -> {
            beginSnapshot(connection);
            return patiently(connection, () -> check(connection, FROM_THE_START, Database.Binder.NOTHING));
        });
    }

    private static void beginSnapshot(Connection connection) throws SQLException {
        Database.update(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", Database.Binder.NOTHING);
    }

    private static boolean isAlone(Connection connection) throws SQLException {
        return Database.list(
                        connection,
                        "SELECT pg_try_advisory_xact_lock(?)",
                        lock -> lock.setLong(1, AUDIT_LOCK),
                        row -> row.getBoolean(1))
                .getFirst();
    }

    private static boolean hasLookedBefore(Connection connection) throws SQLException {
        return Database.list(
                        connection,
                        "SELECT EXISTS (SELECT FROM audited)",
                        Database.Binder.NOTHING,
                        row -> row.getBoolean(1))
                .getFirst();
    }

    /** A look. */
    @FunctionalInterface
    private interface Look {
        List<Mismatch> find() throws SQLException;
    }

    /** Everything takes longer than anything else that this connection is used for. */
    private List<Mismatch> patiently(Connection connection, Look look) throws SQLException {
        int usual = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeLimit.toMillis()));
        try {
            return look.find();
        } finally {
            if (!connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, usual);
            }
        }
    }

    private static List<Mismatch> check(Connection connection, String balances, Database.Binder parameters)
            throws SQLException {
        List<Mismatch> found = Database.list(connection, balances, parameters, AuditStore::mismatch);
        found.addAll(Database.list(connection, TOTALS, Database.Binder.NOTHING, AuditStore::mismatch));
        return found;
    }

    private static Mismatch mismatch(ResultSet row) throws SQLException {
        return new Mismatch(
                row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
    }
}
