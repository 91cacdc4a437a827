package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * (f): what the rate of transfers loses to limits and alerts, and what a second replica does to it. What is compared
 * runs at the same time and is loaded in turns, after the same warm-up: of two runs one after the other the first would
 * have the colder JVM.
 */
final class FeaturesPart {
    private static final String WALLET_DATABASE = Service.WALLET.database();
    private static final int CALLERS = 32;
    private static final long SETTLE_MS = 500;

    /** An even number, so that each goes first as often as second. */
    private static final int TURNS = 6;

    private final Options options;
    private final Path data;
    private final Section section = new Section(Part.FEATURES);

    private FeaturesPart(Options options, Path data) {
        this.options = options;
        this.data = data;
    }

    static Section run(Options options, Path data) {
        FeaturesPart part = new FeaturesPart(options, data);
        part.limitsAndAlerts();
        part.twoReplicas();
        return part.section;
    }

    /**
     * What takes transfers.
     *
     * @param rows what was found, turn by turn
     */
    private record Variant(String name, Subject subject, List<Integer> ports, Wallets wallets, List<Row> rows) {
        Variant(String name, Subject subject, List<Integer> ports, Wallets wallets) {
            this(name, subject, ports, wallets, new ArrayList<>());
        }

        double rate(int turn) {
            return rows.get(turn).value();
        }

        double rate() {
            return rows.stream().mapToDouble(Row::value).average().orElseThrow();
        }
    }

    /**
     * Without them, the ledger's triggers are those of its first migration, which count nothing, and rapid movements
     * are not looked for.
     */
    private void limitsAndAlerts() {
        try (Generator generator = new Generator();
                Subject without = start(
                        data,
                        system -> system.with(
                                Service.WALLET, wallet -> wallet.withEnvironment("FLORIN_ALERT_RAPID_COUNT", "0")));
                Subject with = start(data.resolveSibling(data.getFileName() + "-2"), UnaryOperator.identity())) {
            without.run(WALLET_DATABASE, firstTriggers().toArray(String[]::new));
            without.run(WALLET_DATABASE, "DROP TRIGGER uncount ON transfer");
            Variant plain = new Variant(
                    "without limits and alerts",
                    without,
                    List.of(without.port(Service.WALLET)),
                    wallets(generator, without));
            Variant all = new Variant(
                    "with limits and alerts", with, List.of(with.port(Service.WALLET)), wallets(generator, with));
            inTurns(generator, plain, all);
            section.add(Row.of(
                            "limits and alerts take of the rate",
                            100 * (1 - all.rate() / plain.rate()),
                            "%",
                            "as above")
                    .with("turn by turn: " + perTurn(turn -> 100 * (1 - all.rate(turn) / plain.rate(turn))) + " %")
                    .with(Goal.atMost(10, " %")));
        }
    }

    private void twoReplicas() {
        try (Generator generator = new Generator();
                Subject subject =
                        start(data, system -> system.with(Service.WALLET, wallet -> wallet.withInstances(2)))) {
            List<Integer> ports = List.of(subject.port(Service.WALLET, 0), subject.port(Service.WALLET, 1));
            Wallets wallets = wallets(generator, subject);
            Variant one = new Variant("all at one of two replicas", subject, ports.subList(0, 1), wallets);
            Variant two = new Variant("half at each of two replicas", subject, ports, wallets);
            inTurns(generator, one, two);
            section.add(Row.of(
                    "rate of two replicas on these cores", two.rate() / one.rate(), "of the rate of one", "as above"));
            section.add(Row.of(
                            "accounts that are not what their entries say, after it",
                            (double) broken(subject),
                            "",
                            "as above")
                    .with("and the sum over all of an asset is "
                            + subject.number(WALLET_DATABASE, "SELECT sum(posted) FROM account"))
                    .with(Goal.atMost(0, "")));
            section.note("ReplicasIT shows what else two replicas keep.");
        }
    }

    private Subject start(Path folder, UnaryOperator<FlorinSystemOptions> change) {
        return Subject.start(
                folder, options.profile(), EnumSet.of(Service.WALLET, Service.NOTIFICATION), List.of(), change);
    }

    private Wallets wallets(Generator generator, Subject subject) {
        return Wallets.open(generator, subject, People.of(subject.system().tokens(), 0, options.wallets()));
    }

    private void inTurns(Generator generator, Variant one, Variant other) {
        int turnMs = options.seconds() * 1000;
        WarmUp.run(options, Stream.of(one.subject(), other.subject()).distinct().toList(), round -> {
            for (Variant variant : order(one, other, round)) {
                ClosedLoop.run(
                        generator, variant.ports(), CALLERS, variant.wallets().spread(), 0, turnMs);
            }
        });
        for (int i = 0; i < TURNS; i++) {
            for (Variant variant : order(one, other, i)) {
                variant.rows().add(turn(generator, variant, turnMs));
            }
        }
        for (Variant variant : List.of(one, other)) {
            Row row = variant.rows().getLast();
            section.add(Row.of(row.figure(), variant.rate(), row.unit(), row.load())
                    .with("in turns: " + perTurn(variant::rate) + "; the last one: " + row.details()));
        }
    }

    private static List<Variant> order(Variant one, Variant other, int turn) {
        return turn % 2 == 0 ? List.of(one, other) : List.of(other, one);
    }

    /** What the turn before has left to be told is thrown away, so that nobody works it off in somebody else's turn. */
    private Row turn(Generator generator, Variant variant, int turnMs) {
        variant.subject().run(WALLET_DATABASE, "TRUNCATE outbox");
        LoadMeter meter = variant.subject().watch();
        Measured measured = ClosedLoop.run(
                generator, variant.ports(), CALLERS, variant.wallets().spread(), SETTLE_MS, turnMs);
        LoadMeter.Load load = meter.stop();
        variant.subject().run(WALLET_DATABASE, "TRUNCATE outbox");
        return measured.row("REST, " + CALLERS + " callers, " + variant.name(), "transfers/s", load)
                .with(load.cpuEach(measured.all()));
    }

    private static String perTurn(IntToDoubleFunction figure) {
        return IntStream.range(0, TURNS)
                .mapToObj(turn -> Row.number(figure.applyAsDouble(turn)))
                .collect(Collectors.joining(", "));
    }

    private static long broken(Subject subject) {
        return subject.number(WALLET_DATABASE, """
                SELECT count(*) FROM account a
                  LEFT JOIN (SELECT account_id, sum(amount) AS posted, count(*) AS entries, max(seq) AS seq
                               FROM entry GROUP BY account_id) e ON e.account_id = a.id
                 WHERE (a.posted, a.seq, a.seq) IS DISTINCT FROM
                       (coalesce(e.posted, 0), coalesce(e.entries, 0), coalesce(e.seq, 0))""");
    }

    /** As they are written in the migration that wallet-service itself carries. */
    private static List<String> firstTriggers() {
        try (InputStream file = FeaturesPart.class.getResourceAsStream("/db/migration/V1__ledger.sql")) {
            if (file == null) {
                throw new IllegalStateException("the ledger's first migration is not where it was");
            }
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            List<String> found = Pattern.compile(
                            "CREATE (FUNCTION (?:post_transfers|apply_entries|reserve_holds)\\(\\).*?END \\$\\$;)",
                            Pattern.DOTALL)
                    .matcher(sql)
                    .results()
                    .map(result -> "CREATE OR REPLACE " + result.group(1))
                    .toList();
            if (found.size() != 3) {
                throw new IllegalStateException("the ledger's first triggers are not what they were");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
