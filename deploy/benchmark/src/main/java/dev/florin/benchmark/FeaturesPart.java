package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/** (f): what the rate of transfers loses to limits and alerts, and what a second replica does to it. */
final class FeaturesPart {
    private static final String WALLET_DATABASE = Service.WALLET.database();
    private static final int CALLERS = 32;
    private static final long WARM_UP_MS = 1000;
    private static final int WARM_UPS = 8;

    /** Long enough that the noise of single seconds does not decide about a few percent. */
    private static final int ROUNDS = 3;

    private final Options options;
    private final Path data;
    private final Section section = new Section(Part.FEATURES);

    private FeaturesPart(Options options, Path data) {
        this.options = options;
        this.data = data;
    }

    static Section run(Options options, Path data) {
        FeaturesPart part = new FeaturesPart(options, data);
        double plain = part.withoutLimitsAndAlerts();
        double all = part.withEverything();
        part.section.add(Row.of("limits and alerts take of the rate", 100 * (1 - all / plain), "%", "as above")
                .with(Goal.atMost(10, " %")));
        part.onTwoReplicas(all);
        return part.section;
    }

    /**
     * The ledger's triggers are those of its first migration, which count nothing; rapid movements are not looked for.
     */
    private double withoutLimitsAndAlerts() {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data,
                        options.profile(),
                        EnumSet.of(Service.WALLET, Service.NOTIFICATION),
                        List.of(),
                        system -> system.with(
                                Service.WALLET, wallet -> wallet.withEnvironment("FLORIN_ALERT_RAPID_COUNT", "0")))) {
            subject.run(WALLET_DATABASE, firstTriggers().toArray(String[]::new));
            subject.run(WALLET_DATABASE, "DROP TRIGGER uncount ON transfer");
            return measure("without limits and alerts", generator, subject, List.of(subject.port(Service.WALLET)));
        }
    }

    private double withEverything() {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data, options.profile(), EnumSet.of(Service.WALLET, Service.NOTIFICATION), List.of())) {
            return measure("with limits and alerts", generator, subject, List.of(subject.port(Service.WALLET)));
        }
    }

    private void onTwoReplicas(double one) {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data,
                        options.profile(),
                        EnumSet.of(Service.WALLET, Service.NOTIFICATION),
                        List.of(),
                        system -> system.with(Service.WALLET, wallet -> wallet.withInstances(2)))) {
            List<Integer> ports = List.of(subject.port(Service.WALLET, 0), subject.port(Service.WALLET, 1));
            double two = measure("two replicas of wallet-service, half of the callers each", generator, subject, ports);
            section.note("Two replicas on these cores: " + Row.number(two / one) + " of the rate of one. That they keep"
                    + " every guarantee is ReplicasIT's to show.");
        }
    }

    private double measure(String variant, Generator generator, Subject subject, List<Integer> ports) {
        People people = People.of(subject.system().tokens(), 0, options.wallets());
        Wallets wallets = Wallets.open(generator, subject, people);
        ClosedLoop.run(generator, ports, CALLERS, wallets.spread(), 0, options.seconds() * 1000L * WARM_UPS);
        subject.run(WALLET_DATABASE, "TRUNCATE outbox");
        LoadMeter meter = subject.watch();
        Measured measured = ClosedLoop.run(
                generator, ports, CALLERS, wallets.spread(), WARM_UP_MS, options.seconds() * 1000L * ROUNDS);
        LoadMeter.Load load = meter.stop();
        section.add(measured.row("REST, " + CALLERS + " callers, " + variant, "transfers/s", load)
                .with(load.cpuEach(measured.all())));
        return measured.perSecond();
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
