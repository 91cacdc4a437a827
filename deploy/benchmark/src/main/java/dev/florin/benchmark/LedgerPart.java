package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** (a): transfers per second and what they cost, beside what the same PostgreSQL does without Florin. */
final class LedgerPart {
    private static final long WARM_UP_MS = 1000;
    private static final int BATCH = 100;
    private static final int BATCH_CALLERS = 4;
    private static final String WALLET_DATABASE = Service.WALLET.database();

    private static final int GRACE_S = 20;

    private final Options options;
    private final Generator generator;
    private final Subject subject;
    private final Section section = new Section(Part.LEDGER);
    private double yardstick;
    private double commitMs;
    private double best;

    private LedgerPart(Options options, Generator generator, Subject subject) {
        this.options = options;
        this.generator = generator;
        this.subject = subject;
    }

    static Section run(Options options, Path data) {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data, options.profile(), EnumSet.of(Service.WALLET, Service.NOTIFICATION), List.of())) {
            LedgerPart part = new LedgerPart(options, generator, subject);
            part.yardsticks();
            People people = People.of(subject.system().tokens(), 0, options.wallets());
            Wallets wallets = Wallets.open(generator, subject, people);
            part.warmUp(wallets);
            part.loneCaller(wallets);
            part.manyCallers(wallets);
            part.batches(wallets);
            part.halfOfMaximum(wallets);
            part.withoutNotifications(wallets);
            part.writePath();
            return part.section;
        }
    }

    private void yardsticks() {
        subject.run("postgres", "CREATE DATABASE " + TpcB.DATABASE);
        LoadMeter meter = subject.watch();
        TpcB.Result tpcB = TpcB.run(subject, options.seconds());
        yardstick = tpcB.perSecond();
        section.add(Row.of(
                        "yardstick: TPC-B-like, 8 clients, prepared, scale 10",
                        yardstick,
                        "transactions/s",
                        meter.stop().toString())
                .with("by " + tpcB.by())
                .against(yardstick));
        OnePerCommit.prepare(subject, options.wallets());
        onePerCommit("one SQL statement and one commit per transfer, 8 connections", 8, false);
        onePerCommit("the same, 32 connections", 32, false);
        onePerCommit("the same, 8 connections, half to one wallet", 8, true);
        meter = subject.watch();
        Measured commit = OnePerCommit.commit(subject, Math.min(2, options.seconds()));
        commitMs = commit.latencies().p50();
        section.add(commit.row("one connection, one row, one commit", "commits/s", meter.stop()));
    }

    private void onePerCommit(String figure, int connections, boolean halfToOne) {
        LoadMeter meter = subject.watch();
        Measured measured = OnePerCommit.run(subject, options.wallets(), connections, options.seconds(), halfToOne);
        section.add(measured.row(figure, "transfers/s", meter.stop()).against(yardstick));
    }

    private void warmUp(Wallets wallets) {
        WarmUp.run(
                options,
                List.of(subject),
                _ -> ClosedLoop.run(generator, walletPort(), 32, wallets.spread(), 0, options.seconds() * 2000L));
        ClosedLoop.run(generator, walletPort(), 2, wallets.batches(BATCH), 0, options.seconds() * 1000L);
    }

    private void loneCaller(Wallets wallets) {
        Measured measured = rest("REST, 1 caller", 1, wallets.spread(), null);
        double beyond = measured.latencies().p50() - commitMs;
        section.add(Row.of("a lone caller's latency beyond one commit (p50 less p50)", beyond, "ms", "as above")
                .with(Goal.atMost(3, " ms")));
    }

    private void manyCallers(Wallets wallets) {
        for (int callers : new int[] {8, 32, 128}) {
            Goal goal = callers == 8 ? null : Goal.atLeast(1.5, "×");
            Measured measured = rest("REST, " + callers + " callers", callers, wallets.spread(), goal);
            best = Math.max(best, measured.perSecond());
        }
        for (int callers : new int[] {1, 8, 32, 128}) {
            Goal goal = callers < 32 ? null : Goal.atLeast(1.2, "×");
            rest("REST, " + callers + " callers, half to one wallet", callers, wallets.halfToOne(), goal);
        }
    }

    /** One transfer per request, with all that belongs to it: tokens, keys, outbox, and whoever is told. */
    private Measured rest(String figure, int callers, Requests requests, @Nullable Goal goal) {
        forgetBacklog();
        BatchSizes batches = BatchSizes.now(subject);
        LoadMeter meter = subject.watch();
        Measured measured =
                ClosedLoop.run(generator, walletPort(), callers, requests, WARM_UP_MS, options.seconds() * 1000L);
        LoadMeter.Load load = meter.stop();
        double batch = BatchSizes.now(subject).meanSince(batches);
        Row row = measured.row(figure, "transfers/s", load)
                .with("batches of " + Row.number(batch))
                .with(load.cpuEach(measured.all()))
                .with(backlog());
        section.add((goal == null ? row : row.with(goal)).against(yardstick));
        return measured;
    }

    private void batches(Wallets wallets) {
        forgetBacklog();
        LoadMeter meter = subject.watch();
        Measured calls = ClosedLoop.run(
                generator, walletPort(), BATCH_CALLERS, wallets.batches(BATCH), WARM_UP_MS, options.seconds() * 1000L);
        Measured transfers =
                new Measured(calls.perSecond() * BATCH, calls.all() * BATCH, calls.latencies(), calls.failures());
        section.add(transfers
                .row("internal calls of " + BATCH + ", " + BATCH_CALLERS + " callers", "transfers/s", meter.stop())
                .with(backlog())
                .with(Goal.atLeast(3, "×"))
                .against(yardstick));
    }

    private void halfOfMaximum(Wallets wallets) {
        forgetBacklog();
        double rate = best / 2;
        int count = (int) (rate * options.seconds() * 1.5);
        Requests requests = wallets.spread();
        Latencies latencies = new Latencies();
        long[] failures = {0};
        LoadMeter meter = subject.watch();
        int missing = OpenLoop.run(
                generator,
                walletPort(),
                256,
                rate,
                count,
                GRACE_S,
                _ -> requests.next(),
                (_, dueNs, doneNs, status, _) -> {
                    latencies.add(doneNs - dueNs);
                    failures[0] += status / 100 == 2 ? 0 : 1;
                });
        LoadMeter.Load load = meter.stop();
        Measured measured = new Measured(rate, count, latencies, failures[0] + missing);
        section.add(Row.of("p99 at half of the best rate, open loop", latencies.p99(), "ms", load.toString())
                .with(measured.row("", "", load).details())
                .with(Row.number(rate) + " transfers/s")
                .with(backlog())
                .with(Goal.atMost(25, " ms")));
    }

    /** What the ledger costs by itself, in bytes and in what the telling takes away from it. */
    private void withoutNotifications(Wallets wallets) {
        subject.system().terminate(Service.NOTIFICATION);
        forgetBacklog();
        subject.run("postgres", "CHECKPOINT");
        long transfersBefore = transfers();
        long walBefore = subject.walBytes();
        LoadMeter meter = subject.watch();
        Measured measured =
                ClosedLoop.run(generator, walletPort(), 32, wallets.spread(), WARM_UP_MS, options.seconds() * 1000L);
        LoadMeter.Load load = meter.stop();
        double wal = (subject.walBytes() - walBefore) / (double) Math.max(1, transfers() - transfersBefore);
        section.add(measured.row("REST, 32 callers, notification-service stopped", "transfers/s", load)
                .with(load.cpuEach(measured.all()))
                .against(yardstick));
        section.add(Row.of("write-ahead log per transfer, outbox included", wal, "bytes", "as above")
                .with("from a checkpoint on: full-page images included"));
        subject.system().terminate(Service.WALLET);
    }

    private void writePath() {
        LoadMeter meter = subject.watch();
        Measured measured = WritePathLoad.run(subject, options.wallets(), BATCH, options.seconds());
        section.add(measured.row("write path alone, batches of " + BATCH, "transfers/s", meter.stop())
                .with("the service's own LedgerWriter in the generator's process, one connection")
                .with(Goal.atLeast(4, "×"))
                .against(yardstick));
    }

    private int walletPort() {
        return subject.port(Service.WALLET);
    }

    private long transfers() {
        return subject.number(WALLET_DATABASE, "SELECT count(*) FROM transfer");
    }

    /** So that each load begins alike: what the one before has left to be told is thrown away. */
    private void forgetBacklog() {
        subject.run(WALLET_DATABASE, "TRUNCATE outbox");
    }

    private String backlog() {
        return Row.number((double) subject.number(WALLET_DATABASE, "SELECT count(*) FROM outbox"))
                + " not yet told at the end";
    }
}
