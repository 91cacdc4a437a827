package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

    /** In the form of {@link Books#balances()}; wallets here are of money with two decimals, or of DOT with ten. */
    List<String> balances() {
        return sql.texts("""
                SELECT user_id || ' ' || (data ->> 'wallet_id') || ' balance '
                       || trunc((data ->> 'balance')::numeric
                                * CASE data ->> 'currency' WHEN 'DOT' THEN 10000000000 ELSE 100 END) AS line
                  FROM latest WHERE type = 'balance_update'
                 ORDER BY line
                """);
    }

    /** In the form of {@link Books#versions()}, of all wallets. */
    List<String> versions() {
        return sql.texts("""
                SELECT (data ->> 'wallet_id') || ' version ' || version AS line
                  FROM latest WHERE type = 'balance_update'
                 ORDER BY line
                """);
    }

    /** What one person was told of an escrow or a red packet, by seq; {@code key} is the field with its id. */
    List<String> eventIds(Person person, String key, String id) {
        return sql.texts(
                "SELECT event_id FROM notification WHERE user_id = ? AND data ->> ? = ? ORDER BY seq",
                person.id(),
                key,
                id);
    }

    /** The stories of escrows, each user's in the order of their telling: {@code bob <escrow> 3 released}. */
    List<String> escrowSteps() {
        return sql.texts("""
                SELECT user_id || ' ' || (data ->> 'escrow_id') || ' '
                       || row_number() OVER (PARTITION BY user_id, data ->> 'escrow_id' ORDER BY seq) - 1
                       || ' ' || (data ->> 'event_type') AS line
                  FROM notification WHERE type = 'escrow_update'
                 ORDER BY line
                """);
    }

    /** The claims that senders were told of, in the order of their telling: {@code ann <packet> 1 25 remaining 3}. */
    List<String> claims() {
        return sql.texts("""
                SELECT user_id || ' ' || (data ->> 'packet_id') || ' '
                       || row_number() OVER (PARTITION BY user_id, data ->> 'packet_id' ORDER BY seq)
                       || ' ' || (data ->> 'claim_amount') || ' remaining ' || (data ->> 'remaining_packets') AS line
                  FROM notification WHERE type = 'red_packet_claimed' AND user_id = data ->> 'sender_id'
                 ORDER BY line
                """);
    }

    /** The beginnings and ends of red packets that senders were told of: {@code ann <packet> red_packet_expired}. */
    List<String> packetSteps() {
        return sql.texts("""
                SELECT user_id || ' ' || (data ->> 'packet_id') || ' ' || type AS line
                  FROM notification
                 WHERE type IN ('red_packet_created', 'red_packet_completed', 'red_packet_expired', 'red_packet_cancelled')
                   AND user_id = data ->> 'sender_id'
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

    long sentDeliveries(List<Person> people) {
        return sql.number(
                "SELECT count(*) FROM delivery WHERE state = 'sent' AND user_id = ANY (?)", (Object) ids(people));
    }

    /** What has yet to be sent, or was given up. */
    List<String> openDeliveries(List<Person> people) {
        return sql.texts("""
                SELECT user_id || ' ' || channel || ' ' || state || ' ' || coalesce(note, '') FROM delivery
                 WHERE state <> 'sent' AND user_id = ANY (?)
                """, (Object) ids(people));
    }

    /** How often each was tried, in the words of {@link Outside#taken()}. */
    Map<String, Long> attempts(List<Person> people) {
        return sql.list("""
                        SELECT user_id || ' ' || channel || CASE type WHEN 'security_alert' THEN ' alert' ELSE ' news' END,
                               attempts
                          FROM delivery JOIN notification USING (user_id, seq) WHERE user_id = ANY (?)
                        """, row -> Map.entry(row.getString(1), row.getLong(2)), (Object) ids(people)).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    long escalations(List<Person> people) {
        return sql.number("SELECT count(*) FROM escalation WHERE user_id = ANY (?)", (Object) ids(people));
    }

    private static String[] ids(List<Person> people) {
        return people.stream().map(Person::id).toArray(String[]::new);
    }

    /** The trace of the first notification of a type. */
    String traceOf(Person person, String type) {
        return sql.texts(
                        "SELECT split_part(traceparent, '-', 2) FROM notification WHERE user_id = ? AND type = ? ORDER BY seq",
                        person.id(),
                        type)
                .getFirst();
    }

    /** E-mails to somebody that could not be sent. */
    long triedDeliveries(Person person) {
        return sql.number(
                "SELECT count(*) FROM delivery WHERE user_id = ? AND channel = 'email' AND note IS NOT NULL",
                person.id());
    }

    /** The deliveries of one person, by seq: {@code push failed}. */
    List<String> deliveries(Person person) {
        return sql.texts("SELECT channel || ' ' || state FROM delivery WHERE user_id = ? ORDER BY seq", person.id());
    }

    /** How many alerts an operator got that name this person. */
    long alertsOf(String operator, Person person) {
        return sql.number(
                "SELECT count(*) FROM notification WHERE user_id = ? AND type = 'system_alert' AND position(? IN data ->> 'message') > 0",
                operator,
                "User " + person.id() + " ");
    }

    long lastSeq(Person person) {
        return sql.number("SELECT coalesce((SELECT last_seq FROM feed WHERE user_id = ?), 0)", person.id());
    }
}
