package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** (p): escrows from their making to their end, payments from outside, and a crowd before a red packet. */
final class PromisesPart {
    private static final String DATABASE = Service.ESCROW.database();
    private static final int CALLERS = 32;
    private static final int CROWD_CONNECTIONS = 128;
    private static final int CLAIMERS_PER_SHARE = 10;
    private static final int WEBHOOKS_PER_SECOND = 500;
    private static final int WEBHOOK_CONNECTIONS = 32;
    private static final int CONFLICT = 409;
    private static final long SETTLE_MS = 2_000;
    private static final int WITHIN_S = 120;

    private final Options options;
    private final Generator generator;
    private final Subject subject;
    private final Section section = new Section(Part.PROMISES);
    private final Wallets wallets;
    private final Promises promises;
    private final int port;

    private PromisesPart(Options options, Generator generator, Subject subject) {
        this.options = options;
        this.generator = generator;
        this.subject = subject;
        this.wallets =
                // One of them sends what all others claim.
                Wallets.open(generator, subject, People.of(subject.system().tokens(), 0, options.wallets() + 1));
        this.promises = new Promises(wallets.people());
        this.port = subject.port(Service.ESCROW);
    }

    static Section run(Options options, Path data) {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data,
                        options.profile(),
                        EnumSet.of(Service.WALLET, Service.ESCROW, Service.NOTIFICATION),
                        List.of(),
                        system -> system.with(
                                Service.ESCROW,
                                escrow -> escrow.withEnvironment("FLORIN_PAYMENT_SECRETS", Promises.SECRET)))) {
            PromisesPart part = new PromisesPart(options, generator, subject);
            part.wallets.awaitTold(subject);
            part.escrows();
            part.crowd();
            part.webhooks();
            return part.section;
        }
    }

    private void escrows() {
        long window = options.seconds() * 1000L * 2;
        WarmUp.run(
                options,
                List.of(subject),
                round -> Cycles.run(generator, port, CALLERS, promises.escrows("warm-" + round), 0, window));
        LoadMeter meter = subject.watch();
        Measured measured = Cycles.run(generator, port, CALLERS, promises.escrows("e"), 1000, window);
        LoadMeter.Load load = meter.stop();
        section.add(measured.row("escrows: create → fund → release, " + CALLERS + " callers", "escrows/s", load)
                .with(load.cpuEach(measured.all()))
                .with(Goal.atLeast(500, "/s")));
        awaitNone("what was released is told", "SELECT count(*) FROM outbox");
    }

    /** What became of a crowd. */
    private record Crowd(double seconds, int won, long sum, int refused, int others) {}

    private void crowd() {
        int claimers = wallets.people().count() - 1;
        int shares = Math.max(1, claimers / CLAIMERS_PER_SHARE);
        WarmUp.run(options, List.of(subject), round -> claim("warm-" + round, shares, claimers));
        LoadMeter meter = subject.watch();
        Crowd crowd = claim("crowd", shares, claimers);
        LoadMeter.Load load = meter.stop();
        String id = "'" + Promises.packetId("crowd") + "'";
        long claims = subject.number(
                DATABASE,
                "SELECT count(DISTINCT user_id) FROM red_packet_claim WHERE state = 'done' AND packet_id = " + id);
        long left = subject.number(
                Service.WALLET.database(),
                "SELECT coalesce(sum(amount - captured), -1) FROM hold WHERE purpose = 'red_packet:' || " + id);
        section.add(Row.of(
                        "red packet: " + claimers + " claimers on " + shares + " shares, until the last has an answer",
                        crowd.seconds(),
                        "s",
                        load.toString())
                .with(crowd.won() + " got a share, " + crowd.refused() + " came too late, " + crowd.others()
                        + " other answers; shares paid " + claims + ", sum " + crowd.sum() + " of " + shares * 100L
                        + ", left at the ledger " + left)
                .with(Goal.atMost(10, " s")));
        if (crowd.won() != shares || claims != shares || crowd.sum() != shares * 100L || left != 0) {
            throw new IllegalStateException("a red packet was not shared out exactly: " + crowd);
        }
    }

    private Crowd claim(String packet, int shares, int claimers) {
        int[] answers = new int[3];
        AtomicLong sum = new AtomicLong();
        OpenLoop.run(
                generator, port, 1, 1, 1, WITHIN_S, _ -> promises.packet(packet, shares), (_, _, _, status, body) -> {
                    if (status != 201) {
                        throw new IllegalStateException(body.toString(StandardCharsets.UTF_8));
                    }
                });
        long start = System.nanoTime();
        int missing = OpenLoop.run(
                generator,
                port,
                CROWD_CONNECTIONS,
                1e9,
                claimers,
                WITHIN_S,
                number -> promises.claim(packet, number + 1),
                (_, _, _, status, body) -> {
                    answers[status == 200 ? 0 : status == CONFLICT ? 1 : 2]++;
                    sum.addAndGet(status == 200 ? share(body) : 0);
                });
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Crowd(seconds, answers[0], sum.get(), answers[1], answers[2] + missing);
    }

    private static long share(ByteBuf body) {
        String text = body.toString(StandardCharsets.UTF_8);
        String after = text.substring(text.indexOf("\"claim_amount\":") + "\"claim_amount\":".length());
        return Long.parseLong(after.replaceFirst("[^0-9].*", ""));
    }

    private void webhooks() {
        int warm = WEBHOOKS_PER_SECOND * options.seconds();
        WarmUp.run(options, List.of(subject), round -> {
            report(orders("order-" + round, warm), new Latencies());
            awaitApplied();
        });
        long before = captured();
        List<String> orders = orders("paid", warm * 2);
        // Making them leaves the disk with work to do that is not part of what is measured.
        LockSupport.parkNanos(SETTLE_MS * 1_000_000);
        LoadMeter meter = subject.watch();
        Latencies latencies = new Latencies();
        int failed = report(orders, latencies);
        LoadMeter.Load load = meter.stop();
        long start = System.nanoTime();
        awaitApplied();
        double behind = (System.nanoTime() - start) / 1e9;
        long held = captured() - before;
        section.add(Row.of(
                        "webhook: answered at " + WEBHOOKS_PER_SECOND + "/s, from when it was due, p99",
                        latencies.p99(),
                        "ms",
                        load.toString())
                .with(latencies)
                .with(failed == 0 ? "" : "**" + failed + " failed**")
                .with("all " + held + " payments had funded their escrows "
                        + String.format(java.util.Locale.ROOT, "%.1f", behind) + " s after the last answer")
                .with(Goal.atMost(20, " ms")));
        if (held != orders.size()) {
            throw new IllegalStateException(held + " of " + orders.size() + " payments were applied");
        }
    }

    private void awaitApplied() {
        awaitNone("the payments are applied", "SELECT count(*) FROM payment_event WHERE outcome = 'received'");
    }

    private long captured() {
        return subject.number(DATABASE, "SELECT count(*) FROM payment_order WHERE status = 'captured'");
    }

    /** Escrows that wait for a payment from outside, each with its order. */
    private List<String> orders(String name, int count) {
        long before = subject.number(DATABASE, "SELECT count(*) FROM payment_order");
        for (String step : List.of("", "payment-link")) {
            int[] failures = {0};
            int missing = OpenLoop.run(
                    generator,
                    port,
                    CALLERS,
                    1e9,
                    count,
                    WITHIN_S,
                    number -> step.isEmpty() ? promises.create(name, number) : promises.step(name, number, step, ""),
                    (_, _, _, status, _) -> failures[0] += status / 100 == 2 ? 0 : 1);
            if (missing + failures[0] > 0) {
                throw new IllegalStateException(missing + failures[0] + " orders could not be made");
            }
        }
        awaitNone("what was ordered is told", "SELECT count(*) FROM outbox");
        try (Connection connection = subject.connect(Service.ESCROW);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT reference FROM payment_order ORDER BY id OFFSET " + before)) {
            List<String> references = new ArrayList<>();
            while (rows.next()) {
                references.add(rows.getString(1));
            }
            return references;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return how many were not answered with success */
    private int report(List<String> orders, Latencies latencies) {
        int[] failures = {0};
        int missing = OpenLoop.run(
                generator,
                port,
                WEBHOOK_CONNECTIONS,
                WEBHOOKS_PER_SECOND,
                orders.size(),
                WITHIN_S,
                number -> promises.paid(orders.get(number)),
                (_, dueNs, doneNs, status, _) -> {
                    failures[0] += status == 200 ? 0 : 1;
                    latencies.add(doneNs - dueNs);
                });
        return missing + failures[0];
    }

    private void awaitNone(String what, String count) {
        long deadline = System.nanoTime() + WITHIN_S * 1_000_000_000L;
        while (subject.number(DATABASE, count) > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain: " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
