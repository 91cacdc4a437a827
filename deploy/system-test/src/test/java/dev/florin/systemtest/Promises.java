package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;

/** Escrows and red packets, read past the service that keeps them, and beside the ledger that has their money. */
final class Promises {
    private static final Duration FINISHED_WITHIN = Duration.ofSeconds(60);

    private final Sql sql;
    private final Books books;

    Promises(Sql sql, Books books) {
        this.sql = sql;
        this.books = books;
    }

    /** Stories that wait to be told, or could not be; none if escrow-service never ran on this database. */
    long untold() {
        if (sql.number("SELECT count(*) FROM pg_tables WHERE tablename = 'outbox'") == 0) {
            return 0;
        }
        return sql.number("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_parked)");
    }

    /** Movements of money that have begun and not ended, and payments that wait to be worked on. */
    private long open() {
        return sql.number("""
                SELECT (SELECT count(*) FROM escrow_movement WHERE state = 'pending')
                     + (SELECT count(*) FROM red_packet WHERE state = 'funding')
                     + (SELECT count(*) FROM red_packet_claim WHERE state = 'pending')
                     + (SELECT count(*) FROM payment_event WHERE outcome = 'received')
                """);
    }

    /** Escrows and red packets that ended and have money left that nobody has asked back yet. */
    private long due() {
        return sql.number("""
                SELECT (SELECT count(*) FROM escrow WHERE state = 'EXPIRED' AND held > 0)
                     + (SELECT count(*) FROM red_packet WHERE state IN ('expired', 'cancelled') AND refunded_at IS NULL)
                     + (SELECT count(*) FROM red_packet WHERE state = 'active' AND expires_at < now() + interval '1 minute')
                """);
    }

    /** The jobs finish whatever a crash has left, and what is due goes back. */
    void awaitFinished() {
        Await.until(FINISHED_WITHIN, () -> "the end of " + open() + " sagas", () -> open() == 0);
        Await.until(FINISHED_WITHIN, () -> "the way back of " + due() + " rests", () -> due() == 0);
    }

    /** Whether a report of the payment provider was worked on. */
    boolean isOver(String providerEventId) {
        return sql.number(
                        "SELECT count(*) FROM payment_event WHERE provider_event_id = ? AND outcome <> 'received'",
                        providerEventId)
                == 1;
    }

    /** Nothing is left to be done by anybody. */
    List<String> unapplied() {
        return sql.texts("SELECT note FROM payment_event WHERE outcome = 'unapplied'");
    }

    /** What these rows say has moved is what the ledger says has moved, each once; and as much is set aside. */
    void assertBooksAgree() {
        assertEquals(sql.texts("""
                        WITH done AS (
                            SELECT m.*, e.buyer, e.seller FROM escrow_movement m JOIN escrow e ON e.id = m.escrow_id
                             WHERE m.state = 'done')
                        SELECT 'escrow:' || escrow_id || ' ' || what || ' ' || amount || ' to ' || whom AS line
                          FROM done CROSS JOIN LATERAL (
                               VALUES ('escrow_payment', CASE WHEN kind = 'payment' THEN held_after ELSE 0 END, buyer),
                                      ('escrow_release', to_seller, seller),
                                      ('escrow_fee', to_fees, 'fees')) moved (what, amount, whom)
                         WHERE amount > 0
                         ORDER BY line
                        """), books.movementsFor("escrow"));
        assertEquals(sql.texts("""
                        SELECT 'red_packet:' || packet_id || ' red_packet_claim ' || amount || ' to ' || user_id AS line
                          FROM red_packet_claim WHERE state = 'done'
                         ORDER BY line
                        """), books.movementsFor("red_packet"));
        assertEquals(sql.number("SELECT coalesce(sum(held), 0) FROM escrow"), books.heldFor("escrow"));
        assertEquals(
                sql.number("SELECT coalesce(sum(total - claimed), 0) FROM red_packet WHERE state = 'active'"),
                books.heldFor("red_packet"));
    }

    /** Every step of every escrow, in the form of {@link Inbox#escrowSteps()}. */
    List<String> escrowSteps() {
        return sql.texts("""
                SELECT party || ' ' || t.escrow_id || ' '
                       || row_number() OVER (PARTITION BY party, t.escrow_id ORDER BY t.number) - 1 || ' ' || t.action AS line
                  FROM escrow_transition t JOIN escrow e ON e.id = t.escrow_id
                 CROSS JOIN LATERAL (VALUES (e.buyer), (e.seller)) parties (party)
                 ORDER BY line
                """);
    }

    /** Every claim, in the form of {@link Inbox#claims()}: with each of them one share fewer is left. */
    List<String> claims() {
        return sql.texts("""
                SELECT p.sender || ' ' || c.packet_id || ' ' || p.packet_count - c.remaining || ' ' || c.amount
                       || ' remaining ' || c.remaining AS line
                  FROM red_packet_claim c JOIN red_packet p ON p.id = c.packet_id
                 WHERE c.state = 'done'
                 ORDER BY line
                """);
    }

    /** In the form of {@link Inbox#packetSteps()}. */
    List<String> packetSteps() {
        return sql.texts("""
                SELECT sender || ' ' || id || ' red_packet_' || step AS line
                  FROM red_packet CROSS JOIN LATERAL (VALUES ('created'), (nullif(state, 'active'))) steps (step)
                 WHERE step IS NOT NULL AND state <> 'refused'
                 ORDER BY line
                """);
    }
}
