package dev.florin.benchmark;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * How one would write a ledger without batches: each transfer its own commit, in one statement and one round trip, with
 * what Florin writes too (both balances under lock and checked, the transfer, two entries with the balance after them,
 * a story in the outbox), but without Florin's triggers and without anybody in front of it.
 */
final class OnePerCommit {
    private static final String TRANSFER = """
            WITH arguments AS (SELECT ?::uuid AS id, ?::int AS debit, ?::int AS credit, ?::numeric AS amount),
            locked AS MATERIALIZED (
                SELECT a.id, CASE a.id WHEN arguments.debit THEN -amount ELSE amount END AS delta
                  FROM plain_account a, arguments WHERE a.id IN (debit, credit)
                 ORDER BY a.id FOR NO KEY UPDATE OF a),
            moved AS (
                UPDATE plain_account a SET posted = a.posted + delta, seq = a.seq + 1, updated_at = now()
                  FROM locked WHERE a.id = locked.id RETURNING a.id, a.seq, delta, a.posted),
            kept AS (
                INSERT INTO plain_transfer (id, debit, credit, asset, amount, type, metadata, fingerprint, created_at)
                SELECT id, debit, credit, 'USD', amount, 'p2p', '{"sender":"a","recipient":"b"}', id, now()
                  FROM arguments),
            entries AS (
                INSERT INTO plain_entry (account_id, seq, transfer_id, asset, amount, balance_after, created_at)
                SELECT moved.id, seq, arguments.id, 'USD', delta, posted, now() FROM moved, arguments)
            INSERT INTO plain_outbox (id, payload, created_at) SELECT id, ?::json, now() FROM arguments""";

    /** As long as what Florin puts there. */
    private static final String STORY = "{\"story\":\"" + "x".repeat(560) + "\"}";

    private OnePerCommit() {}

    static void prepare(Subject subject, int wallets) {
        subject.run(
                TpcB.DATABASE,
                """
                CREATE TABLE plain_account (id int PRIMARY KEY, owner text, posted numeric(38, 0) NOT NULL CHECK (posted >= 0),
                    seq bigint NOT NULL DEFAULT 0, updated_at timestamptz) WITH (fillfactor = 70)""",
                """
                CREATE TABLE plain_transfer (id uuid PRIMARY KEY, debit int, credit int, asset text, amount numeric(38, 0),
                    type text, metadata jsonb, fingerprint uuid, created_at timestamptz)""",
                """
                CREATE TABLE plain_entry (account_id int, seq bigint, transfer_id uuid, asset text, amount numeric(38, 0),
                    balance_after numeric(38, 0), created_at timestamptz, PRIMARY KEY (account_id, seq))""",
                """
                CREATE TABLE plain_outbox (pos bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL,
                    payload json NOT NULL, created_at timestamptz NOT NULL)""",
                "INSERT INTO plain_account (id, owner, posted) SELECT i, 'user-' || i, 1000000000 FROM generate_series(0, "
                        + (wallets - 1) + ") i",
                "VACUUM ANALYZE");
    }

    /** @param halfToOne whether every other transfer goes to the same account */
    static Measured run(Subject subject, int wallets, int connections, int seconds, boolean halfToOne) {
        return JdbcLoad.run(subject, TpcB.DATABASE, connections, seconds, (connection, random) -> {
            int debit = 1 + random.nextInt(wallets - 1);
            int credit = halfToOne && random.nextBoolean() ? 0 : other(debit, wallets, random);
            UUID id = Events.id();
            JdbcLoad.execute(connection, TRANSFER, id, debit, credit, 1 + random.nextInt(1000), STORY);
        });
    }

    private static int other(int debit, int wallets, RandomGenerator random) {
        int credit = random.nextInt(wallets);
        return credit == debit ? 0 : credit;
    }

    /** One row by one connection: what a commit costs when nothing else happens. */
    static Measured commit(Subject subject, int seconds) {
        return JdbcLoad.run(
                subject,
                TpcB.DATABASE,
                1,
                seconds,
                (connection, random) -> JdbcLoad.execute(
                        connection, "UPDATE plain_account SET seq = seq + 1 WHERE id = ?", random.nextInt(100)));
    }
}
