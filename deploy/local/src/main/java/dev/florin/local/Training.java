package dev.florin.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Lets all packaged services run once, on a database that is thrown away, with a little of everything to do: each JVM
 * then writes an AOT cache (JEP 483, 514, 515) beside its jar, with which the next one starts in half the time. A cache
 * fits the very JVM and the very jars that it was made with; with others it is passed over.
 */
public final class Training {
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    /** A JVM writes its cache when it ends. */
    private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(5);

    private static final int PAYMENTS = 300;

    private Training() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (isWanted()) {
            run();
        } else {
            System.out.println("There is nothing to learn: everything starts as fast as it can.");
        }
    }

    /** Whether a service would start without a cache, or with one of another build. */
    public static boolean isWanted() {
        return !untrained(FlorinSystemOptions.onFreePorts(Path.of("")).home()).isEmpty();
    }

    private static List<Service> untrained(Path home) {
        return Stream.of(Service.values())
                .filter(service -> !ServiceCommand.isTrained(service, home))
                .toList();
    }

    /** Teaches those that need it; takes a minute or two. */
    public static void run() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("florin-training");
        FlorinSystemOptions options = FlorinSystemOptions.onFreePorts(data)
                .withReadyWithin(READY_WITHIN)
                .withStopWithin(WRITTEN_WITHIN);
        List<Service> pupils = untrained(options.home());
        for (Service service : pupils) {
            Files.deleteIfExists(ServiceCommand.cache(service, options.home()));
            options = options.with(service, of -> of.withJvmArgs("-XX:AOTCacheOutput=" + unfinished(service, data)));
        }
        try {
            try (FlorinSystem system = new FlorinSystem(options).start()) {
                exercise(system);
            }
            for (Service service : pupils) {
                Files.move(
                        unfinished(service, data),
                        ServiceCommand.cache(service, options.home()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            delete(data);
        }
    }

    private static Path unfinished(Service service, Path data) {
        return data.resolve(service.module() + ".aot");
    }

    private static void exercise(FlorinSystem system) throws IOException, InterruptedException {
        String alice = system.tokens().user("alice");
        String bob = system.tokens().user("bob");
        try (HttpClient client = HttpClient.newHttpClient()) {
            Caller caller = new Caller(client, system.gatewayUrl());
            for (String user : List.of(alice, bob)) {
                caller.post(user, "/api/wallets", "{\"currency\":\"USD\"}");
                caller.get(user, "/api/notifications");
            }
            caller.post(
                    alice, "/api/wallet/deposits", "{\"amount\":1000.00,\"currency\":\"USD\",\"rail\":\"instant\"}");
            for (int i = 0; i < PAYMENTS; i++) {
                caller.post(
                        alice,
                        "/api/wallet/transfers",
                        "{\"recipient_id\":\"bob\",\"amount\":0.50,\"currency\":\"USD\"}");
            }
            for (String path : List.of(
                    "/api/wallets",
                    "/api/wallet/transactions/detailed",
                    "/api/notifications",
                    "/api/notifications/unread-count",
                    "/api/refunds",
                    "/api/v1/escrows")) {
                caller.get(bob, path);
            }
        }
    }

    /** What is answered does not matter here, as long as something is. */
    private record Caller(HttpClient client, String gateway) {
        void get(String token, String path) throws IOException, InterruptedException {
            send(HttpRequest.newBuilder(URI.create(gateway + path)).header("Authorization", "Bearer " + token));
        }

        void post(String token, String path, String body) throws IOException, InterruptedException {
            send(HttpRequest.newBuilder(URI.create(gateway + path))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .POST(BodyPublishers.ofString(body)));
        }

        private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
            var _ = client.send(request.build(), BodyHandlers.discarding());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
