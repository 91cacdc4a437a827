package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledger, read past the service that keeps it. */
final class Books {
    /** One line per broken rule; none if the books are in order. */
    private static final String VIOLATIONS = """
            SELECT 'the balances of ' || asset || ' sum to ' || sum(posted) FROM account GROUP BY asset HAVING sum(posted) <> 0
            UNION ALL
            SELECT 'the entries of ' || asset || ' sum to ' || sum(amount) FROM entry GROUP BY asset HAVING sum(amount) <> 0
            UNION ALL
            SELECT 'the balance of ' || a.owner || ' is not the sum of its entries'
              FROM account a LEFT JOIN entry e ON e.account_id = a.id
             GROUP BY a.id HAVING a.posted <> coalesce(sum(e.amount), 0)
            UNION ALL
            SELECT 'the entries of ' || a.owner || ' have a gap'
              FROM account a LEFT JOIN entry e ON e.account_id = a.id
             GROUP BY a.id
            HAVING count(e.seq) <> a.seq OR coalesce(max(e.seq), 0) <> a.seq OR coalesce(min(e.seq), 1) <> 1
            UNION ALL
            SELECT 'entry ' || seq || ' of ' || account_id || ' has a wrong balance after it'
              FROM (SELECT *, sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS running FROM entry) line
             WHERE running <> balance_after
            UNION ALL
            SELECT 'transfer ' || t.id || ' is not two entries'
              FROM transfer t LEFT JOIN entry e ON e.transfer_id = t.id
             GROUP BY t.id
            HAVING count(e.seq) <> CASE WHEN t.refused IS NULL THEN 2 ELSE 0 END
                OR bool_or(abs(e.amount) <> t.amount OR e.account_id NOT IN (t.debit, t.credit))
                OR count(DISTINCT e.account_id) <> count(e.seq)
            UNION ALL
            SELECT 'entry ' || e.seq || ' of ' || e.account_id || ' has no transfer'
              FROM entry e WHERE NOT EXISTS (SELECT FROM transfer t WHERE t.id = e.transfer_id)
            UNION ALL
            SELECT owner || ' is overdrawn' FROM account WHERE kind = 'wallet' AND posted - held < -overdraft
            """;

    private final Sql sql;

    Books(Sql sql) {
        this.sql = sql;
    }

    void assertInOrder() {
        assertEquals(List.of(), sql.texts(VIOLATIONS));
    }

    /** Stories that wait to be told, or could not be. */
    long untold() {
        return sql.number("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_parked)");
    }

    /** What these people have together, in minor units. */
    BigDecimal total(Collection<Person> people) {
        return sql.list(
                        "SELECT coalesce(sum(posted), 0) FROM account WHERE kind = 'wallet' AND owner = ANY (?)",
                        row -> row.getBigDecimal(1),
                        (Object) ids(people))
                .getFirst();
    }

    /**
     * What moved for an escrow or a red packet, sorted: {@code escrow:… escrow_release 9750 to sue}, one line per
     * transfer, in minor units.
     */
    List<String> movementsFor(String kind) {
        return sql.texts("""
                SELECT t.reference || ' ' || t.type || ' ' || t.amount || ' to '
                       || CASE WHEN c.kind = 'wallet' THEN c.owner ELSE c.kind END AS line
                  FROM transfer t JOIN account c ON c.id = t.credit
                 WHERE t.refused IS NULL AND t.reference LIKE ? || ':%'
                 ORDER BY line
                """, kind);
    }

    /** What is still set aside for them, in minor units. */
    long heldFor(String kind) {
        return sql.number(
                "SELECT coalesce(sum(amount - captured), 0) FROM hold WHERE state = 'active' AND purpose LIKE ? || ':%'",
                kind);
    }

    /** The message of every payment that one of these people made, by the payment's id. */
    Map<String, String> payments(Collection<Person> senders) {
        return messages("t.refused IS NULL", senders);
    }

    /** The message of every payment that was refused to one of these people, by the payment's id. */
    Map<String, String> refusals(Collection<Person> senders) {
        return messages("t.refused IS NOT NULL", senders);
    }

    private Map<String, String> messages(String which, Collection<Person> senders) {
        Map<String, String> found = new TreeMap<>();
        sql.list(
                        "SELECT t.id, t.metadata ->> 'message' FROM transfer t JOIN account a ON a.id = t.debit WHERE t.type = 'p2p'"
                                + " AND a.owner = ANY (?) AND " + which,
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        (Object) ids(senders))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** What each user has to be told about each movement, sorted: everything but balances. */
    List<String> stories() {
        return sql.texts("""
                WITH side AS (
                    SELECT a.owner, t.id, t.type, t.debit = a.id AS pays,
                           t.type = 'p2p' AS between_people
                      FROM transfer t JOIN account a ON a.id IN (t.debit, t.credit)
                     WHERE t.refused IS NULL AND a.kind = 'wallet')
                SELECT owner || ' ' || story || ' ' || id AS line
                  FROM side CROSS JOIN LATERAL (
                       VALUES ('transaction_notification'),
                              (CASE WHEN pays THEN 'credit_deducted' ELSE 'credit_added' END),
                              (CASE WHEN between_people THEN 'transfer_update' END),
                              (CASE WHEN between_people AND NOT pays THEN 'payment_received' END)) s (story)
                 WHERE story IS NOT NULL
                UNION ALL
                -- Of a payment that was refused both hear.
                SELECT a.owner || ' transfer_update ' || t.id
                  FROM transfer t JOIN account a ON a.id IN (t.debit, t.credit)
                 WHERE t.refused IS NOT NULL AND t.type = 'p2p' AND a.kind = 'wallet'
                   AND NOT EXISTS (SELECT FROM scheduled_transfer s WHERE s.id = t.id AND s.state = 'cancelled')
                UNION ALL
                -- A payment for later stays in each state for a while, and each is kept, for both. One that was called
                -- off after it was taken was refused as well.
                SELECT party || ' transfer_update ' || s.id
                  FROM scheduled_transfer s
                 CROSS JOIN LATERAL (VALUES (s.sender), (s.recipient)) p (party)
                 CROSS JOIN (VALUES ('initiated'), ('processing'), ('cancelled')) passed (state)
                 WHERE CASE s.state
                       WHEN 'completed' THEN passed.state <> 'cancelled'
                       WHEN 'failed' THEN passed.state <> 'cancelled'
                       WHEN 'cancelled' THEN passed.state <> 'processing' OR EXISTS (SELECT FROM transfer t WHERE t.id = s.id)
                       END
                 ORDER BY line
                """);
    }

    /** The movements of each user's wallets, in the order in which the ledger made them. */
    List<String> movementsInOrder() {
        return sql.texts("""
                SELECT a.owner || ' ' || a.asset || ' ' || e.transfer_id
                  FROM entry e JOIN account a ON a.id = e.account_id
                 WHERE a.kind = 'wallet'
                 ORDER BY a.owner, a.asset, e.seq
                """);
    }

    /** What can be spent of each wallet, in minor units. */
    List<String> balances() {
        return sql.texts("""
                SELECT owner || ' ' || id || ' balance ' || (posted - held) AS line
                  FROM account WHERE kind = 'wallet'
                 ORDER BY line
                """);
    }

    /**
     * The version of each wallet, but not where a hold is open or was captured: a hold counts for its end as well, from
     * its beginning on, and what that changes is told by the movement, so that the stored version is above the one that
     * was told last.
     */
    List<String> versions() {
        return sql.texts("""
                SELECT id || ' version ' || version AS line
                  FROM account a
                 WHERE kind = 'wallet' AND NOT EXISTS (
                       SELECT FROM hold h WHERE h.account_id = a.id AND (h.captured > 0 OR h.state = 'active'))
                 ORDER BY line
                """);
    }

    /** How many movements of this type went into this person's wallets. */
    long movements(Person person, String type) {
        return sql.number(
                "SELECT count(*) FROM transfer t JOIN account a ON a.id = t.credit WHERE t.type = ? AND t.refused IS NULL"
                        + " AND a.owner = ?",
                type,
                person.id());
    }

    /** Lines of bank statements that a person has. */
    long bankLines(Person person) {
        return sql.number("SELECT count(*) FROM feed_transaction WHERE source = 'bank' AND user_id = ?", person.id());
    }

    /** What a person has spent by the figures, in minor units, all time and all sources together. */
    long spent(Person person) {
        return sql.number(
                "SELECT coalesce(sum(amount), 0) FROM spending WHERE kind = 'total' AND user_id = ?", person.id());
    }

    /** How many processes may relay right now. */
    long relays() {
        return sql.number("""
                SELECT count(*) FROM pg_locks
                 WHERE locktype = 'advisory' AND granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """);
    }

    /** @throws AssertionError if the service's own audit disagrees */
    static void assertAudited(Rest rest, String adminToken) {
        var report = rest.get("/api/admin/ledger/audit", adminToken).expect(200).json();
        assertTrue(report.path("balanced").asBoolean(), report::toString);
        assertEquals(0, report.path("mismatch_count").asInt(-1));
    }

    private static String[] ids(Collection<Person> people) {
        return new ArrayList<>(people).stream().map(Person::id).toArray(String[]::new);
    }
}
