package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** (g): how fast what is due back comes back, all of it at once and one by one. */
final class RefundPart {
    private static final String WALLET_DATABASE = Service.WALLET.database();
    private static final String REFUND_DATABASE = Service.REFUND.database();
    private static final int FILLED_AT_ONCE = 10_000;
    private static final int DRAINED_WITHIN_S = 600;

    /** One by one: so many, at that distance. */
    private static final int LONE = 200;

    private static final long LONE_EVERY_NS = 50_000_000;

    /** One of those that are open fails. */
    private static final String FAIL_ONE = """
            UPDATE purchase SET state = 'failed', reason = 'purchase_failed', due_at = clock_timestamp()
             WHERE id = (SELECT id FROM purchase WHERE state = 'open' LIMIT 1)""";

    private final Options options;
    private final Subject subject;
    private final Section section;

    private RefundPart(Options options, Subject subject, Section section) {
        this.options = options;
        this.subject = subject;
        this.section = section;
    }

    static Section run(Options options, Path data) {
        Section section = new Section(Part.REFUNDS);
        measure(options, data, section, 1);
        measure(options, data, section, 2);
        return section;
    }

    private static void measure(Options options, Path data, Section section, int replicas) {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data,
                        options.profile(),
                        EnumSet.of(Service.WALLET, Service.REFUND, Service.NOTIFICATION),
                        List.of(),
                        system -> system.with(Service.REFUND, refund -> refund.withInstances(replicas)))) {
            RefundPart part = new RefundPart(options, subject, section);
            part.open(generator);
            String by = replicas == 1 ? "" : ", " + replicas + " replicas";
            if (replicas == 1) {
                part.oneByOne();
            }
            part.drain(by, replicas);
        }
    }

    /** Wallets, and one purchase that is refunded: the example of all others. */
    private void open(Generator generator) {
        People people = People.of(subject.system().tokens(), 0, options.wallets());
        Wallets.open(generator, subject, people).awaitTold(subject);
        int[] failures = {0};
        int missing = OpenLoop.run(
                generator,
                subject.port(Service.WALLET),
                1,
                1e6,
                1,
                60,
                _ -> Http.post(
                        "/api/wallet/purchases",
                        people.token(0),
                        Http.JSON,
                        "example",
                        "{\"type\":\"sms_purchase\",\"amount\":0.50,\"currency\":\"USD\",\"service\":\"WhatsApp\","
                                + "\"description\":\"WhatsApp verification\",\"timeout_seconds\":3600}"),
                (_, _, _, status, _) -> failures[0] += status == 201 ? 0 : 1);
        if (failures[0] + missing > 0) {
            throw new IllegalStateException("the example was not bought");
        }
    }

    private void fill(int count, String state, String reason, String dueAt) {
        for (int filled = 0; filled < count; filled += FILLED_AT_ONCE) {
            subject.run(WALLET_DATABASE, purchases(Math.min(FILLED_AT_ONCE, count - filled), state, reason, dueAt));
        }
        subject.run(WALLET_DATABASE, "TRUNCATE outbox", "VACUUM (ANALYZE) purchase, transfer, entry, account");
    }

    /** Nothing else is due: how long it takes from falling due until the money is back and the row is closed. */
    private void oneByOne() {
        int count = Math.min(LONE, options.refunds());
        fill(count, "open", "NULL", "NULL");
        failOneByOne(count / 4);
        await(count / 4);
        long warm = completed();
        LoadMeter meter = subject.watch();
        failOneByOne(count - count / 4);
        await(count);
        LoadMeter.Load load = meter.stop();
        String latency =
                "SELECT (1000 * percentile_cont(%s) WITHIN GROUP (ORDER BY extract(epoch FROM completed_at - due_at)))::bigint"
                        + " FROM (SELECT * FROM refund WHERE state = 'completed' ORDER BY completed_at OFFSET %d) r";
        section.add(Row.of(
                        "from falling due to money back, one every " + LONE_EVERY_NS / 1_000_000 + " ms, p99",
                        subject.number(REFUND_DATABASE, latency.formatted("0.99", warm)) / 1000.0,
                        "s",
                        load.toString())
                .with("p50 "
                        + Row.number(subject.number(REFUND_DATABASE, latency.formatted("0.5", warm)) / 1000.0)
                        + " s, " + (count - warm) + " refunds")
                .with(Goal.atMost(5, " s")));
    }

    private void failOneByOne(int count) {
        try (Connection connection = subject.connect(Service.WALLET);
                Statement statement = connection.createStatement()) {
            long next = System.nanoTime();
            for (int i = 0; i < count; i++) {
                statement.execute(FAIL_ONE);
                next += LONE_EVERY_NS;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What piled up while refund-service was away. */
    private void drain(String by, int replicas) {
        for (int i = 0; i < replicas; i++) {
            subject.system().terminate(Service.REFUND, i);
        }
        long before = completed();
        fill(options.refunds(), "failed", "'purchase_failed'", "now()");
        for (int i = 0; i < replicas; i++) {
            subject.system().start(Service.REFUND, i);
        }
        LoadMeter meter = subject.watch();
        await(before + options.refunds());
        LoadMeter.Load load = meter.stop();
        String drained =
                " FROM (SELECT completed_at FROM refund WHERE state = 'completed' ORDER BY completed_at OFFSET "
                        + before + ") r";
        double seconds = subject.number(
                        REFUND_DATABASE,
                        "SELECT (1000 * extract(epoch FROM max(completed_at) - min(completed_at)))::bigint" + drained)
                / 1000.0;
        section.add(Row.of(
                        Row.number((double) options.refunds()) + " due refunds drained" + by,
                        options.refunds() / seconds,
                        "refunds/s",
                        load.toString())
                .with("from the first to the last in " + Row.number(seconds) + " s; notification-service has still "
                        + Row.number((double) subject.number(WALLET_DATABASE, "SELECT count(*) FROM outbox"))
                        + " movements to hear of")
                .with(load.cpuEach(options.refunds()))
                .with(Goal.atLeast(1000, "/s")));
        long twice = subject.number(
                WALLET_DATABASE,
                "SELECT count(*) FROM (SELECT reference FROM transfer WHERE type = 'refund' AND refused IS NULL"
                        + " GROUP BY reference HAVING count(*) > 1) r");
        if (twice > 0) {
            section.note("**" + twice + " came back more than once**");
        }
    }

    private long completed() {
        return subject.number(REFUND_DATABASE, "SELECT count(*) FROM refund WHERE state = 'completed'");
    }

    private void await(long count) {
        long deadline = System.nanoTime() + DRAINED_WITHIN_S * 1_000_000_000L;
        while (completed() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("of " + count + " only " + completed() + " came back");
            }
            // Rarely: to count is to read all of them.
            LockSupport.parkNanos(1_000_000_000);
        }
    }

    /** Purchases, with the payments behind them in their order, which the ledger's own triggers check and book. */
    private static String purchases(int count, String state, String reason, String dueAt) {
        return """
            WITH example AS (SELECT p.*, t.credit, t.metadata, t.spends FROM purchase p JOIN transfer t USING (id) LIMIT 1),
            wallet AS (
                SELECT *, row_number() OVER (ORDER BY owner) - 1 AS number, count(*) OVER () AS wallets
                  FROM account WHERE kind = 'wallet'),
            line AS (
                SELECT uuidv7() AS id, w.id AS debit, m.id AS credit, w.seq + (n - 1) / w.wallets + 1 AS debit_seq,
                       w.posted - e.amount * ((n - 1) / w.wallets + 1) AS debit_balance, m.seq + n AS credit_seq,
                       m.posted + e.amount * n AS credit_balance, w.owner, e.asset, e.amount, e.type, e.service, e.description,
                       e.metadata, e.spends, clock.at
                  FROM generate_series(1, %d) n JOIN wallet w ON w.number = (n - 1) %% w.wallets, example e
                  JOIN account m ON m.id = e.credit, (SELECT date_trunc('milliseconds', now()) AS at) clock),
            paid AS (
                INSERT INTO transfer (id, debit, credit, asset, amount, type, metadata, fingerprint, spends, debit_seq,
                                      debit_balance, credit_seq, credit_balance, created_at)
                SELECT id, debit, credit, asset, amount, type, metadata, gen_random_uuid(), spends, debit_seq, debit_balance,
                       credit_seq, credit_balance, at FROM line)
            INSERT INTO purchase (id, owner, wallet_id, asset, amount, type, service, description, state, reason, created_at,
                                  expires_at, due_at)
            SELECT id, owner, debit, asset, amount, type, service, description, '%s', %s, at, at + interval '1 day', %s
              FROM line""".formatted(count, state, reason, dueAt);
    }
}
