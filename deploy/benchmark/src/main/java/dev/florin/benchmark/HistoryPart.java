package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import dev.florin.wallet.alert.MonitorPlans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** (h): what reading costs when there is a year behind it, and how fast bank statements are taken in. */
final class HistoryPart {
    private static final String DATABASE = Service.WALLET.database();
    private static final String DETAILED = "/api/wallet/transactions/detailed";

    /** Transactions within the hour that the monitor looks at. */
    private static final int RECENT = 100_000;

    private static final String UNAUDITED = """
            SELECT count(*) FROM account a LEFT JOIN audited d ON d.account_id = a.id WHERE a.seq > coalesce(d.seq, 0)""";

    private static final int CALLERS = 4;

    /** What is asked for besides: far from what the cores can do, so that it is not the queue that is measured. */
    private static final double OFFERED_PER_S = 50;

    private static final int OFFERED_OVER = 16;
    private static final int OFFERED_WITHIN_S = 30;
    private static final int MAX_EXPORT_ROWS = 1_000_000;
    private static final double KIB_PER_MIB = 1024;
    private static final int DONE_WITHIN_S = 600;
    private static final int IMPORT_WITHIN_S = 120;
    private static final int IMPORTS = 4;

    private final Options options;
    private final Generator generator;
    private final Subject subject;
    private final People people;
    private final Section section = new Section(Part.HISTORY);

    private HistoryPart(Options options, Generator generator, Subject subject) {
        this.options = options;
        this.generator = generator;
        this.subject = subject;
        // The last two have a history of their own.
        this.people = People.of(subject.system().tokens(), 0, options.wallets() + 2);
    }

    static Section run(Options options, Path data) {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data,
                        options.profile(),
                        EnumSet.of(Service.WALLET),
                        List.of(),
                        // It has to look at everything first, and is not ready before unless it may take its time.
                        system -> system.with(
                                Service.WALLET, wallet -> wallet.withEnvironment("FLORIN_AUDIT_MAX_AGE", "PT1H")))) {
            HistoryPart part = new HistoryPart(options, generator, subject);
            part.fill();
            part.audit();
            part.history();
            part.monitor();
            part.export();
            part.imports();
            return part.section;
        }
    }

    private void fill() {
        Wallets.open(generator, subject, people);
        subject.system().terminate(Service.WALLET);
        ManyEntries many =
                new ManyEntries(options.entries(), options.wallets(), Math.min(RECENT, options.entries() / 10));
        many.andTwoWith(People.name(options.wallets()), People.name(options.wallets() + 1), exportRows())
                .write(subject);
        // As if the service had been there all the time: it adds up each minute when it is over.
        subject.run(
                DATABASE,
                "UPDATE activity_span SET since = date_trunc('minute', now()) - interval '2 hours',"
                        + " until = date_trunc('minute', now()) - interval '2 hours'");
        section.note("Filled with " + Row.number((double) subject.number(DATABASE, "SELECT count(*) FROM entry"))
                + " entries of " + options.wallets() + " wallets over a year, " + many.perWallet()
                + " each; PostgreSQL has "
                + Row.number(
                        (double) subject.number("postgres", "SELECT pg_database_size('" + DATABASE + "') / 1048576"))
                + " MiB of them, "
                + Row.number((double) subject.number(
                        "postgres", "SELECT setting::bigint * 8 / 1024 FROM pg_settings WHERE name = 'shared_buffers'"))
                + " MiB of shared buffers.");
    }

    private int exportRows() {
        return Math.min(MAX_EXPORT_ROWS, options.entries());
    }

    /** The service begins by looking at what it does not know yet. */
    private void audit() {
        long entries = subject.number(DATABASE, "SELECT count(*) FROM entry");
        long start = System.nanoTime();
        subject.system().start(Service.WALLET);
        LoadMeter meter = subject.watch();
        awaitNone("everything is audited", UNAUDITED);
        double seconds = (System.nanoTime() - start) / 1e9;
        section.add(Row.of(
                        "the audit re-derives all of it, start of the service included",
                        seconds,
                        "s",
                        meter.stop().toString())
                .with(Row.number(entries / seconds) + " entries/s"));
    }

    private void awaitNone(String what, String count) {
        long deadline = System.nanoTime() + DONE_WITHIN_S * 1_000_000_000L;
        while (subject.number(DATABASE, count) > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain until " + what);
            }
            LockSupport.parkNanos(200_000_000);
        }
    }

    private void history() {
        YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(6);
        String period = "start_date=" + month.atDay(1) + "T00:00:00Z&end_date=" + month.atDay(15) + "T00:00:00Z";
        read("first page of 50, newest first", _ -> DETAILED + "?limit=50", true);
        read("first page of 50, debits of at least 5.00", _ -> DETAILED + "?limit=50&type=debit&min_amount=5", true);
        read("first page of 50, of two weeks half a year ago", _ -> DETAILED + "?limit=50&" + period, true);
        read("a page of 50, 500 skipped", _ -> DETAILED + "?limit=50&skip=500", false);
        read("a month's statement", _ -> "/api/wallet/statement?month=" + month, false);
    }

    private void read(String figure, UnaryOperator<String> path, boolean judged) {
        Requests requests = () -> {
            int user = ThreadLocalRandom.current().nextInt(options.wallets());
            return Http.get(path.apply(People.name(user)), people.token(user));
        };
        Goal goal = judged ? Goal.atMost(10, " ms") : null;
        row("history: " + figure, requests, CALLERS, goal);
        if (judged) {
            offered("history: " + figure, requests, Goal.atMost(10, " ms"));
        }
    }

    /** The same as it would come from users who do not wait for each other, from when each was due. */
    private void offered(String figure, Requests requests, Goal goal) {
        Latencies latencies = new Latencies();
        int[] failures = {0};
        LoadMeter meter = subject.watch();
        int missing = OpenLoop.run(
                generator,
                subject.port(Service.WALLET),
                OFFERED_OVER,
                OFFERED_PER_S,
                (int) (OFFERED_PER_S * options.seconds()),
                OFFERED_WITHIN_S,
                _ -> requests.next(),
                (_, dueNs, doneNs, status, _) -> {
                    failures[0] += status == 200 ? 0 : 1;
                    latencies.add(doneNs - dueNs);
                });
        LoadMeter.Load load = meter.stop();
        section.add(Row.of(
                        figure + ", " + Row.number(OFFERED_PER_S) + "/s offered, p99",
                        latencies.p99(),
                        "ms",
                        load.toString())
                .with(latencies)
                .with(load.cpuEach(latencies.count()))
                .with(failures[0] + missing == 0 ? "" : "**" + (failures[0] + missing) + " failed**")
                .with(goal));
    }

    private void export() {
        for (String format : List.of("csv", "json", "ofx")) {
            LoadMeter meter = subject.watch();
            ExportLoad.Taken taken = ExportLoad.take(subject, people.token(options.wallets()), format);
            section.add(Row.of(
                            "export of " + Row.number((double) exportRows()) + " movements of a wallet, " + format
                                    + ": memory that the service takes for it",
                            taken.grownKib() / KIB_PER_MIB,
                            "MiB",
                            meter.stop().toString())
                    .with(Row.number(exportRows() / taken.seconds()) + " movements/s, " + taken.lines() + " lines")
                    .with(Goal.atMost(64, " MiB")));
        }
    }

    private void row(String figure, Requests requests, int callers, @Nullable Goal goal) {
        int port = subject.port(Service.WALLET);
        WarmUp.run(
                options,
                List.of(subject),
                _ -> ClosedLoop.run(generator, port, callers, requests, 0, options.seconds() * 2000L));
        LoadMeter meter = subject.watch();
        Measured measured = ClosedLoop.run(generator, port, callers, requests, 0, options.seconds() * 1000L);
        LoadMeter.Load load = meter.stop();
        Row row = Row.of(figure + ", p99", measured.latencies().p99(), "ms", load.toString())
                .with(measured.row("", "", load).details())
                .with(Row.number(measured.perSecond()) + " requests/s, " + callers + " callers")
                .with(load.cpuEach(measured.all()));
        section.add(goal == null ? row : row.with(goal));
    }

    private void monitor() {
        byte[] admin = subject.system().tokens().admin("operator").getBytes(StandardCharsets.US_ASCII);
        String path = "/api/admin/transactions/monitor?minutes=60";
        awaitNone(
                "the minutes are added up",
                "SELECT count(*) FROM activity_span WHERE until < now() - interval '5 minutes'");
        long inWindow = subject.number(
                DATABASE, "SELECT count(*) FROM transfer WHERE created_at > now() - interval '60 minutes'");
        row(
                "monitor over 60 minutes, " + Row.number((double) inWindow) + " transactions in them",
                () -> Http.get(path, admin),
                1,
                Goal.atMost(50, " ms"));
        section.note("How PostgreSQL goes about the monitor's statements, with the service's settings: "
                + MonitorPlans.of(subject.dataSource(Service.WALLET), Duration.ofMinutes(60)).stream()
                        .collect(Collectors.joining("`, `", "`", "`")));
    }

    private void imports() {
        imported("CSV", "format=csv", StatementFile.csv(options.lines()));
        imported("camt.053", "format=camt053", StatementFile.camt053(options.lines()));
    }

    /** Each file goes to somebody who has none yet; the first few show the JVM what is hot. */
    private void imported(String name, String query, String file) {
        Latencies latencies = new Latencies();
        int[] failures = {0};
        LoadMeter meter = subject.watch();
        for (int i = 0; i < IMPORTS; i++) {
            boolean warm = i >= IMPORTS / 2;
            byte[] token = subject.system().tokens().user(name + "-" + i).getBytes(StandardCharsets.US_ASCII);
            failures[0] += OpenLoop.run(
                    generator,
                    subject.port(Service.WALLET),
                    1,
                    1e6,
                    1,
                    IMPORT_WITHIN_S,
                    _ -> Http.post("/api/bt-pay/import?" + query, token, "application/octet-stream", "", file),
                    (_, dueNs, doneNs, status, _) -> {
                        failures[0] += status == 200 ? 0 : 1;
                        if (warm) {
                            latencies.add(doneNs - dueNs);
                        }
                    });
        }
        section.add(Row.of(
                        "import of " + Row.number((double) options.lines()) + " lines, " + name,
                        options.lines() / latencies.max() * 1000,
                        "lines/s",
                        meter.stop().toString())
                .with("the slower of " + IMPORTS / 2 + " after " + IMPORTS / 2 + " to warm up")
                .with(failures[0] == 0 ? "" : "**" + failures[0] + " failed**")
                .with(Goal.atLeast(20_000, "/s")));
    }
}
