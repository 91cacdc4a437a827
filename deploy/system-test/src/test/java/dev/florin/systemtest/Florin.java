package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.local.FlorinSystem;
import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Service;
import dev.florin.local.ServiceOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One running Florin of packaged services, on free ports and in a folder of its own, with everybody in it. */
final class Florin implements AutoCloseable {
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(60);
    private static final int SHOWN = 10;

    /** More than any service has to its database. */
    private static final int CONNECTIONS = 40;

    static final String PAYMENT_SECRET = "a-secret-of-the-payment-provider-for-tests";
    private static final String OPERATOR = "admin";

    /** What services are told and must keep to themselves. */
    static final String RAIL_SECRET = "a-rail-secret-that-stands-in-no-log-000001";

    private final Path data;
    private final Path logs;
    private final Outside outside = new Outside();
    private final FlorinSystem system;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final SpanCollector spans = new SpanCollector();
    private final AtomicInteger people = new AtomicInteger();
    private final Set<String> tokens = new ConcurrentSkipListSet<>();
    private final Thread atExit = new Thread(this::stop);

    private Florin(String name, UnaryOperator<FlorinSystemOptions> change) {
        try {
            data = Files.createTempDirectory("florin-" + name + "-");
            logs = Path.of("target", "logs", name).toAbsolutePath();
            delete(logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FlorinSystemOptions options = FlorinSystemOptions.onFreePorts(data)
                .withLogs(logs)
                // They live for seconds: the second compiler would take the cores and give nothing back.
                .withEach(service -> service.withJvmArgs("-XX:TieredStopAtLevel=1"))
                // Only what a test asks for is traced, and each sweep: nobody asks for those.
                .withEach(service -> service.withEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", spans.url())
                        .withEnvironment("FLORIN_TRACE_INTERVAL", "PT0.2S")
                        .withEnvironment("FLORIN_TRACE_PERCENT", "0"))
                .with(Service.REFUND, service -> service.withEnvironment("FLORIN_TRACE_PERCENT", "100"))
                .with(
                        Service.WALLET,
                        service -> service.withEnvironment("FLORIN_RAIL_CHAIN_SECRETS", RAIL_SECRET)
                                // One as in production, the others as under make up.
                                .withEnvironment("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"))
                .with(
                        Service.NOTIFICATION,
                        service -> service.withEnvironment(
                                "QUARKUS_LOG_CATEGORY__DEV_FLORIN_NOTIFICATION_INBOX__LEVEL", "DEBUG"))
                // What a killed process had in hand is not to keep a test waiting for two minutes.
                .with(
                        Service.REFUND,
                        service -> service.withEnvironment("FLORIN_REFUND_LEASE", "PT3S")
                                .withEnvironment("FLORIN_REFUND_BACK_OFF", "PT1S")
                                .withEnvironment("FLORIN_RECONCILIATION_LEASE", "PT3S")
                                .withEnvironment("FLORIN_RECONCILIATION_SETTLES", "PT2S"))
                .with(Service.WALLET, service -> service.withEnvironment("FLORIN_LEDGER_SETTLES", "PT2S"))
                .with(Service.ESCROW, Florin::withPayments)
                .with(Service.NOTIFICATION, outside::reachedBy);
        system = new FlorinSystem(change.apply(options));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @param name of the folder with its logs, which outlives it: {@code target/logs/<name>} */
    static Florin start(String name, UnaryOperator<FlorinSystemOptions> change) {
        Trained.ensure();
        Florin florin = new Florin(name, change);
        try {
            florin.system.start();
            return florin;
        } catch (RuntimeException | Error e) {
            florin.close();
            throw e;
        }
    }

    /** Payments from outside, an operator who is told of disputes, and jobs that take over soon after a crash. */
    private static ServiceOptions withPayments(ServiceOptions escrows) {
        return escrows.withEnvironment("FLORIN_PAYMENT_SECRETS", PAYMENT_SECRET)
                .withEnvironment("FLORIN_ESCROW_OPERATORS", OPERATOR)
                .withEnvironment("FLORIN_ESCROW_LEASE", "PT3S")
                .withEnvironment("FLORIN_PAYMENT_LEASE", "PT3S")
                .withEnvironment("FLORIN_RED_PACKET_LEASE", "PT3S");
    }

    /** The payment provider, as it reports through the gateway. */
    PaymentProvider paymentProvider() {
        return new PaymentProvider(gateway(), PAYMENT_SECRET);
    }

    FlorinSystem system() {
        return system;
    }

    /** What the services exported of the traces that somebody asked to see. */
    SpanCollector spans() {
        return spans;
    }

    /** The gateway. */
    Rest gateway() {
        return new Rest(client, system.gatewayUrl());
    }

    /** A service itself. */
    Rest door(Service service, int instance) {
        return new Rest(client, system.url(service, instance));
    }

    /** Where people are reached who are not connected. */
    Outside outside() {
        return outside;
    }

    /** Somebody new, whose name begins so. */
    Person person(String name) {
        String id = name + "-" + people.incrementAndGet();
        return new Person(id, remember(system.tokens().user(id)), gateway());
    }

    /** So many new people who have a wallet with this much in it. */
    List<Person> wealthy(int count, String amount) {
        return IntStream.range(0, count)
                .mapToObj(_ -> {
                    Person person = person("user").opened();
                    person.deposits(amount);
                    return person;
                })
                .toList();
    }

    String admin() {
        return remember(system.tokens().admin(OPERATOR));
    }

    String service() {
        return remember(system.tokens().service("wallet-service"));
    }

    private String remember(String token) {
        tokens.add(token);
        return token;
    }

    /** Every token that anybody here was given. */
    Set<String> tokens() {
        return new TreeSet<>(tokens);
    }

    Books books() {
        return new Books(new Sql(system.jdbcUrl(Service.WALLET), system.owner(Service.WALLET)));
    }

    Promises promises() {
        return new Promises(escrows(), books());
    }

    /** What escrow-service keeps. */
    Sql escrows() {
        return new Sql(system.jdbcUrl(Service.ESCROW), system.owner(Service.ESCROW));
    }

    /** What refund-service keeps. */
    Sql refunds() {
        return new Sql(system.jdbcUrl(Service.REFUND), system.owner(Service.REFUND));
    }

    Inbox inbox() {
        return new Inbox(new Sql(system.jdbcUrl(Service.NOTIFICATION), system.owner(Service.NOTIFICATION)));
    }

    /** Keeps a service from writing to one of its tables, until it is closed. */
    Sql.TableLock lock(Service service, String table) {
        return new Sql(system.jdbcUrl(service), system.superuser()).lock(table);
    }

    /** The first line of a service's log with these words, as soon as it is there. */
    String awaitLogged(String service, String words) {
        Path log = logs.resolve(service + ".log");
        Await.until(
                TOLD_WITHIN,
                () -> words + " in " + log,
                () -> logged(log, words).isPresent());
        return logged(log, words).orElseThrow();
    }

    private static Optional<String> logged(Path log, String words) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(words)).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All logs of all processes, this run's. */
    List<Path> logs() {
        try (Stream<Path> files = Files.list(logs)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts again what a failed test may have left dead. */
    void heal() {
        if (isGone(system.postgresProcessId())) {
            system.restartPostgres();
        }
        for (Service service : Service.values()) {
            if (isGone(system.processId(service))) {
                system.start(service);
            }
        }
    }

    private static boolean isGone(long processId) {
        return ProcessHandle.of(processId).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** PostgreSQL's own folder. */
    Path postgresData() {
        return data.resolve("postgres");
    }

    /** A restored PostgreSQL can be read before it can be written to. */
    void awaitPromoted() {
        Sql sql = new Sql(system.jdbcUrl("postgres"), system.superuser());
        Await.until(
                TOLD_WITHIN,
                "the end of the recovery",
                () -> sql.texts("SELECT pg_is_in_recovery()").equals(List.of("f")));
    }

    /**
     * Whoever meets a connection that died with the database is told to repeat. As many callers as there are
     * connections meet them here, so that nobody after this does.
     */
    void awaitWriting() {
        Person clerk = person("clerk");
        Await.until(TOLD_WITHIN, "a whole round without a refusal", () -> {
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<CompletableFuture<Boolean>> round = Stream.generate(
                                () -> CompletableFuture.supplyAsync(() -> writes(clerk), callers))
                        .limit(CONNECTIONS)
                        .toList();
                return round.stream().allMatch(CompletableFuture::join);
            }
        });
    }

    private static boolean writes(Person clerk) {
        clerk.rest().ask("POST", "/api/wallets", clerk.token(), Json.object().put("currency", Person.CURRENCY), null);
        return clerk.deposit(UUID.randomUUID().toString(), "1.00").status() == 201;
    }

    void awaitEverythingTold() {
        Books books = books();
        Promises promises = promises();
        Await.until(
                TOLD_WITHIN,
                () -> "empty outboxes, they have " + books.untold() + " and " + promises.untold(),
                () -> books.untold() + promises.untold() == 0);
    }

    /**
     * Once everything is told: the books are in order, and everybody was told every movement of their money, once, in
     * the ledger's order, in a sequence without gaps; the balance they were last told is the one they have.
     */
    void assertBooksAndInboxAgree() {
        assertEveryStoryTold();
        assertSame(books().balances(), inbox().balances());
        List<String> versions = new ArrayList<>(books().versions());
        versions.removeAll(Set.copyOf(inbox().versions()));
        assertEquals(List.of(), versions, "told last was another one");
    }

    /** The same, but for balances: after history was cut, each is told anew when it changes. */
    void assertEveryStoryTold() {
        awaitEverythingTold();
        books().assertInOrder();
        Books.assertAudited(gateway(), admin());
        inbox().assertNumberedWithoutGap();
        assertSame(books().movementsInOrder(), inbox().movementsInOrder());
        assertSame(books().stories(), inbox().stories());
    }

    /** Like {@code assertEquals}, but shows only where they part: there are thousands of them. */
    private static void assertSame(List<String> done, List<String> told) {
        int same = 0;
        while (same < Math.min(done.size(), told.size()) && done.get(same).equals(told.get(same))) {
            same++;
        }
        assertEquals(
                done.subList(same, Math.min(done.size(), same + SHOWN)),
                told.subList(same, Math.min(told.size(), same + SHOWN)),
                done.size() + " done, " + told.size() + " told, alike up to " + same);
    }

    /** Each acknowledged transfer exists once, nothing else was paid, and what was refused was not. */
    void assertPaidWhatWasAcknowledged(Load load) {
        Map<String, String> paid = books().payments(load.people());
        Map<String, String> lost = new TreeMap<>(load.acknowledged());
        paid.forEach(lost::remove);
        Map<String, String> invented = new TreeMap<>(paid);
        load.acknowledged().forEach(invented::remove);
        assertEquals(Map.of(), lost, "acknowledged, but not there");
        assertEquals(Map.of(), invented, "there, but not acknowledged");
        assertEquals(
                load.refused(),
                books().refusals(load.people()).values().stream().sorted().toList());
    }

    /** A client who stayed through it all has seen every notification of its user once and in order. */
    void assertSawEverything(Person person, SocketRecorder socket, long since) {
        assertSawEverything(person, List.of(socket), since);
    }

    /** The same of several clients of one person. */
    void assertSawEverything(Person person, Collection<SocketRecorder> sockets, long since) {
        List<String> told = inbox().eventIds(person);
        for (SocketRecorder socket : sockets) {
            socket.awaitSeq(told.size(), TOLD_WITHIN);
            assertEquals(List.of(), socket.leaps(since), () -> "of " + person.id());
            assertEquals(told.subList((int) since, told.size()), socket.ids());
            assertTrue(
                    socket.ofType("resync").isEmpty(),
                    () -> socket.ofType("resync").toString());
        }
    }

    private void stop() {
        system.close();
    }

    /** Stops everything and removes the data; the logs stay until the next run. */
    @Override
    public void close() {
        try {
            stop();
            Runtime.getRuntime().removeShutdownHook(atExit);
        } finally {
            client.shutdownNow();
            outside.close();
            spans.close();
            delete(data);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
