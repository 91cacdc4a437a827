package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** What people were told, read past the service that told them. */
final class Inbox {
    private static final String VIOLATIONS = """
            SELECT user_id || ' has the numbers ' || min(seq) || ' to ' || max(seq) || ' in ' || count(*) || ' notifications'
              FROM notification GROUP BY user_id HAVING min(seq) <> 1 OR max(seq) <> count(*)
            UNION ALL
            SELECT f.user_id || ' is at ' || f.last_seq || ' but has ' || count(n.seq) || ' notifications'
              FROM feed f LEFT JOIN notification n USING (user_id)
             GROUP BY f.user_id, f.last_seq HAVING f.last_seq <> count(n.seq)
            """;

    private final Sql sql;

    Inbox(Sql sql) {
        this.sql = sql;
    }

    void assertNumberedWithoutGap() {
        assertEquals(List.of(), sql.texts(VIOLATIONS));
    }

    /** In the form of {@link Books#stories()}. */
    List<String> stories() {
        return sql.texts("""
                SELECT user_id || ' ' || type || ' '
                       || coalesce(data ->> 'transaction_id', data ->> 'transfer_id', data ->> 'id') AS line
                  FROM notification
                 WHERE type IN ('transaction_notification', 'credit_added', 'credit_deducted', 'transfer_update', 'payment_received')
                 ORDER BY line
                """);
    }

    /** In the form of {@link Books#movementsInOrder()}. */
    List<String> movementsInOrder() {
        return sql.texts("""
                SELECT user_id || ' ' || (data ->> 'currency') || ' ' || (data ->> 'id')
                  FROM notification
                 WHERE type = 'transaction_notification'
                 ORDER BY user_id, data ->> 'currency', seq
                """);
    }

    /** In the form of {@link Books#balances()}; all wallets here have two decimals. */
    List<String> balances() {
        return sql.texts("""
                SELECT user_id || ' ' || (data ->> 'wallet_id') || ' version ' || version || ' balance '
                       || trunc((data ->> 'balance')::numeric * 100) AS line
                  FROM latest WHERE type = 'balance_update'
                 ORDER BY line
                """);
    }

    /** The event ids of one person's notifications, by seq. */
    List<String> eventIds(Person person) {
        return sql.texts("SELECT event_id FROM notification WHERE user_id = ? ORDER BY seq", person.id());
    }

    /** The traces of one person's notifications. */
    List<String> traces(Person person) {
        return sql.texts(
                "SELECT DISTINCT split_part(traceparent, '-', 2) FROM notification WHERE user_id = ?", person.id());
    }

    long lastSeq(Person person) {
        return sql.number("SELECT coalesce((SELECT last_seq FROM feed WHERE user_id = ?), 0)", person.id());
    }
}
