package dev.florin.local;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/** Starts everything, says where it is, and stops it on Ctrl-C. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        FlorinSystemOptions options;
        try {
            options = CommandLine.parse(arguments, FlorinSystemOptions.standard());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(CommandLine.USAGE);
            System.exit(2);
            return;
        }
        System.exit(run(options));
    }

    private static int run(FlorinSystemOptions options) {
        long startedAt = System.nanoTime();
        FlorinSystem system = new FlorinSystem(options, Main::say);
        // Ctrl-C and SIGTERM both end here. The hook and a failed start may both close: the second waits for the first.
        Runtime.getRuntime().addShutdownHook(new Thread(system::close, "stop"));
        try {
            system.start();
        } catch (CancellationException e) {
            return 1;
        } catch (StartException e) {
            System.err.println("\n" + e.getMessage());
            return 1;
        }
        greet(system, options, (System.nanoTime() - startedAt) / 1_000_000);
        String report = system.failure().toCompletableFuture().join();
        System.err.println("\n" + report + "\n\nEverything else is stopped.");
        return 1;
    }

    private static void say(String line) {
        System.out.println("  " + line);
    }

    private static void greet(FlorinSystem system, FlorinSystemOptions options, long tookMs) {
        Path tokens = options.data().resolve("tokens.env");
        System.out.printf("%nFlorin is up (%.1f s).%n%n", tookMs / 1000.0);
        System.out.println("  gateway      " + system.gatewayUrl() + "   (for everything; the rest is for looking at)");
        for (Service service : Service.values()) {
            if (options.service(service).instances() > 0) {
                System.out.printf("  %-13s%s%s%n", service.shortName(), system.url(service), "/q/swagger-ui");
            }
        }
        if (options.service(Service.NOTIFICATION).instances() > 0) {
            System.out.println("  sockets      " + system.url(Service.NOTIFICATION) + "/asyncapi.yaml");
        }
        System.out.println("  postgresql   " + system.jdbcUrl("postgres"));
        System.out.println("  logs         " + options.logs());
        System.out.println("\nTokens, good for 30 days (in your shell: source " + relative(tokens) + "):\n");
        System.out.println("  ALICE=" + system.tokens().user("alice"));
        System.out.println("  BOB=" + system.tokens().user("bob"));
        System.out.println("  ADMIN=" + system.tokens().admin(Tokens.ADMIN));
        System.out.println("\nSee it move: make demo. Stop it: Ctrl-C.");
    }

    private static Path relative(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
