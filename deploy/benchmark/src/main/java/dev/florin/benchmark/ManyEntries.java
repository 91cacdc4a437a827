package dev.florin.benchmark;

import dev.florin.local.Service;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills the ledger's tables with a year of payments, far faster than they could be made: wallets stand in pairs, and
 * the two of a pair pay each other the same amount in turn, so that every balance is known beforehand. The books are as
 * true as if the payments had been made one by one, and the audit looks at them like at any others.
 */
final class ManyEntries {
    private static final String DATABASE = Service.WALLET.database();
    private static final int STEPS_AT_ONCE = 20;
    private static final int STEPS_OF_TWO_AT_ONCE = 50_000;

    /** Payments of each pair within the last hour, so that a monitor over it has something to add up. */
    private final int recentSteps;

    private final int steps;
    private final List<String> statementsOfTwo = new ArrayList<>();
    private String apart = "''";

    /**
     * @param entries in the past year, of all wallets together
     * @param wallets in pairs
     * @param recent payments within the last hour, of all pairs together
     */
    ManyEntries(int entries, int wallets, int recent) {
        this.steps = even(entries / wallets);
        this.recentSteps = even(recent / (wallets / 2));
    }

    /** After an even number of payments both of a pair have what they began with. */
    private static int even(int number) {
        return Math.max(2, number / 2 * 2);
    }

    /** Entries of each wallet, the one that filled it included. */
    int perWallet() {
        return 1 + steps + recentSteps;
    }

    /** Wallets have been opened and filled, with one entry each, and nobody is at work. */
    void write(Subject subject) {
        List<String> statements = new ArrayList<>(List.of(
                // Not asked are the triggers: they would check each entry against the one before.
                "SET session_replication_role = replica",
                "SELECT make_entry_months(now() - interval '13 months', 14)",
                "UPDATE transfer SET created_at = created_at - interval '372 days'",
                "UPDATE entry SET created_at = created_at - interval '372 days'",
                """
                CREATE TABLE pair AS
                SELECT number / 2 AS number, (array_agg(id ORDER BY number))[1] AS a, (array_agg(id ORDER BY number))[2] AS b,
                       min(posted) AS opening
                  FROM (SELECT id, posted, row_number() OVER (ORDER BY owner) - 1 AS number
                          FROM account WHERE kind = 'wallet' AND owner NOT IN (%s)) wallet
                 GROUP BY number / 2 HAVING count(*) = 2""".formatted(apart)));
        year(statements);
        statements.add(rise(steps + recentSteps));
        statements.addAll(statementsOfTwo);
        statements.addAll(List.of(
                "DROP TABLE pair",
                // The hour is behind what the service has added up: as if it had been running all the time.
                "UPDATE activity_span SET since = date_trunc('minute', now()) - interval '60 minutes',"
                        + " until = date_trunc('minute', now()) - interval '60 minutes'",
                "SELECT close_entry_months(date_trunc('month', now()))",
                "RESET session_replication_role",
                "TRUNCATE outbox",
                "VACUUM (ANALYZE) transfer, entry, account",
                "CHECKPOINT"));
        subject.run(DATABASE, statements.toArray(String[]::new));
    }

    /** A pair of its own: two wallets with so many entries each, which is what a large export reads. */
    ManyEntries andTwoWith(String one, String other, int entries) {
        statementsOfTwo.addAll(List.of("DROP TABLE pair", """
                CREATE TABLE pair AS
                SELECT 0 AS number, a.id AS a, b.id AS b, a.posted AS opening
                  FROM account a, account b
                 WHERE a.owner = '%s' AND b.owner = '%s' AND a.kind = 'wallet' AND b.kind = 'wallet'""".formatted(one, other)));
        int all = even(entries);
        inSteps(statementsOfTwo, all, STEPS_OF_TWO_AT_ONCE);
        statementsOfTwo.add(rise(all));
        apart = "'" + one + "', '" + other + "'";
        return this;
    }

    private static String rise(int entries) {
        return "UPDATE account SET seq = seq + %d, version = version + %d WHERE id IN (SELECT a FROM pair UNION SELECT b FROM pair)"
                .formatted(entries, entries);
    }

    private void year(List<String> statements) {
        inSteps(statements, steps, STEPS_AT_ONCE);
        statements.add(payments(
                steps + 1,
                steps + recentSteps,
                "now() - interval '55 minutes' + interval '50 minutes' * ((step - %d) / %d.0)"
                        .formatted(steps + 1, recentSteps)));
    }

    private static void inSteps(List<String> statements, int steps, int atOnce) {
        for (int from = 1; from <= steps; from += atOnce) {
            int to = Math.min(steps, from + atOnce - 1);
            statements.add(payments(
                    from,
                    to,
                    "now() - interval '370 days' + interval '365 days' * ((step - 1) / %d.0)".formatted(steps)));
        }
    }

    /** In the order of their times, as they would have been written. */
    private static String payments(int from, int to, String at) {
        return """
                WITH paid AS (
                    INSERT INTO transfer (id, debit, credit, asset, amount, type, metadata, fingerprint, spends, debit_seq,
                                          debit_balance, credit_seq, credit_balance, created_at)
                    SELECT gen_random_uuid(), CASE WHEN step %% 2 = 1 THEN a ELSE b END, CASE WHEN step %% 2 = 1 THEN b ELSE a END,
                           'USD', 1250, 'p2p', jsonb_build_object('message', 'lunch ' || step), gen_random_uuid(), true,
                           step + 1, opening - CASE WHEN step %% 2 = 1 THEN 1250 ELSE 0 END,
                           step + 1, opening + CASE WHEN step %% 2 = 1 THEN 1250 ELSE 0 END,
                           %s + number * interval '10 milliseconds'
                      FROM generate_series(%d, %d) step CROSS JOIN pair ORDER BY step, number
                    RETURNING *)
                INSERT INTO entry (account_id, seq, transfer_id, asset, amount, balance_after, spends, created_at)
                SELECT side.* FROM paid CROSS JOIN LATERAL (VALUES
                       (debit, debit_seq, id, asset, -amount, debit_balance, spends, created_at),
                       (credit, credit_seq, id, asset, amount, credit_balance, false, created_at)) side""".formatted(at, from, to);
    }
}
