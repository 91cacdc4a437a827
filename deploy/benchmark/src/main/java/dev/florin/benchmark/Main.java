package dev.florin.benchmark;

import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;

/** {@code make bench}. */
public final class Main {
    private Main() {}

    /** Exits with 1 if a part could not be measured; a missed target is a result like any other. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = FlorinSystemOptions.standard().home();
        Options options;
        try {
            options = Options.parse(arguments, System.getenv(), home);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        System.exit(measure(options, home, "make bench ARGS=\"" + String.join(" ", arguments) + "\""));
    }

    private static int measure(Options options, Path home, String command) throws IOException, InterruptedException {
        Path data = home.resolve("deploy/benchmark/target/data");
        String machine = Machine.describe(data);
        System.out.println(machine);
        if (Training.isWanted()) {
            System.out.println("\nThe services learn to start, as those in images have ...");
            Training.run();
        }
        Map<Part, String> sections = new EnumMap<>(Part.class);
        int failed = 0;
        for (Part part : Part.values()) {
            if (options.parts().contains(part)) {
                System.out.println("\n" + part.title());
                try {
                    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
                    Section section = run(part, options, data);
                    sections.put(
                            part,
                            section.markdown("Measured " + now + " by `" + command + "` on " + Machine.name() + "."));
                    write(options.results(), machine, sections);
                } catch (RuntimeException e) {
                    failed = 1;
                    e.printStackTrace();
                }
            }
        }
        System.out.println("\nWritten to " + options.results());
        return failed;
    }

    private static Section run(Part part, Options options, Path data) throws InterruptedException {
        return switch (part) {
            case START -> StartPart.run(options, data);
            case LEDGER -> LedgerPart.run(options, data);
            case LATENCY -> LatencyPart.run(options, data);
            case CONNECTIONS -> ConnectionsPart.run(options, data);
            case FAN_OUT -> FanOutPart.run(options, data);
            case INGEST -> IngestPart.run(options, data);
            case FEATURES -> FeaturesPart.run(options, data);
            case REFUNDS -> RefundPart.run(options, data);
            case HISTORY -> HistoryPart.run(options, data);
            case PROMISES -> PromisesPart.run(options, data);
            case RETURN -> ReturnPart.run(options, data);
        };
    }

    private static void write(Path file, String machine, Map<Part, String> sections) throws IOException {
        String old = Files.exists(file) ? Files.readString(file) : null;
        Files.writeString(file, Report.updated(old, head(machine), sections));
    }

    private static String head(String machine) {
        return """
                # What was measured

                `make bench` writes this file; targets and their reasons stand beside each figure. Clients, services and
                PostgreSQL share one machine, fsync is on, durability is PostgreSQL's default. Ratios are to a yardstick
                that the same run measured; *others* in the last column is CPU that belongs to none of them, 100 % is one
                core. Since 2026-11-28 the services have learnt to start (`make fast-start`), as those in images have.
                Each part says when it was measured, how, and on which processor: parts of different machines cannot
                be compared. This is the machine of the last run:

                """ + machine;
    }
}
