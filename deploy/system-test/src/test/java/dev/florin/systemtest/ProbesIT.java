package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.local.Credentials;
import dev.florin.local.FlorinSystem;
import dev.florin.local.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.embedded.RedisServer;

/** Each dependency taken away in turn: the right probe turns red and no other, and it is green again afterwards. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProbesIT {
    private static final Set<Service> ALL = EnumSet.allOf(Service.class);
    private static final Duration WITHIN = Duration.ofSeconds(30);

    /**
     * Kubernetes acts on readiness after ten seconds; whatever is tried, cached or given up in between shows by then.
     */
    private static final Duration LONG = Duration.ofSeconds(30);

    /** What is to last runs beside the other tests, on a Florin of its own. */
    private static CompletableFuture<Void> longOutage = CompletableFuture.completedFuture(null);

    @BeforeAll
    static void beginLongOutage() {
        Florin florin = Florin.start("hung", UnaryOperator.identity());
        longOutage = CompletableFuture.runAsync(
                () -> {
                    try (florin) {
                        watchHungPostgres(florin);
                    }
                    // Not on the threads that everybody else shares: it lasts.
                },
                work -> Thread.ofVirtual().start(work));
    }

    /** Its processes are stopped, not killed: whoever has a connection waits on it, and nothing is refused. */
    private static void watchHungPostgres(Florin florin) {
        Probes probes = new Probes(florin, ALL);
        probes.awaitAllGreen();
        ProcessHandle server =
                ProcessHandle.of(florin.system().postgresProcessId()).orElseThrow();
        // The server first: it starts no other process then.
        signal(server, "STOP");
        List<ProcessHandle> others = server.descendants().toList();
        try {
            others.forEach(process -> signal(process, "STOP"));
            probes.assertRed(readinessOfAll(), Set.of(), LONG);
        } finally {
            others.forEach(process -> signal(process, "CONT"));
            signal(server, "CONT");
        }
        probes.awaitAllGreen();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void hungPostgresTurnsEveryReadinessRedAndNothingElseHoweverLong() {
        longOutage.join();
    }

    @ParameterizedTest
    @EnumSource
    void lostDatabaseTurnsItsServicesReadinessRedAndNothingElse(Service service, Florin florin) {
        Probes probes = new Probes(florin, ALL);
        probes.awaitAllGreen();
        closeDatabase(florin.system(), service);
        try {
            probes.assertRed(Set.of(ready(service)), Set.of());
        } finally {
            openDatabase(florin.system(), service);
        }
        probes.awaitAllGreen();
        florin.awaitWriting();
    }

    @Test
    void lostPostgresTurnsEveryReadinessRedAndNothingElse(Florin florin) {
        Probes probes = new Probes(florin, ALL);
        probes.awaitAllGreen();
        florin.system().killPostgres();
        try {
            probes.assertRed(readinessOfAll(), Set.of());
        } finally {
            florin.system().restartPostgres();
        }
        probes.awaitAllGreen();
        florin.awaitWriting();
    }

    private static Set<String> readinessOfAll() {
        return ALL.stream().map(ProbesIT::ready).collect(Collectors.toSet());
    }

    private static String ready(Service service) {
        return service.module() + "/ready";
    }

    /**
     * Who gets no answer from a neighbour keeps what it has to say, or says 503 to whoever needs both: no probe's
     * business. The neighbour is stopped, not killed: to wait in vain is worse than to be turned away.
     */
    @ParameterizedTest
    @EnumSource
    void silentNeighbourTurnsNothingRed(Service neighbour, Florin florin) {
        Probes probes = new Probes(florin, ALL);
        probes.awaitAllGreen();
        ProcessHandle process =
                ProcessHandle.of(florin.system().processId(neighbour)).orElseThrow();
        signal(process, "STOP");
        try {
            probes.assertRed(Set.of(), Set.of(neighbour));
        } finally {
            signal(process, "CONT");
        }
        probes.awaitAllGreen();
    }

    private static void signal(ProcessHandle process, String name) {
        try {
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void booksThatDifferTurnTheWalletsReadinessRedAndNothingElse(Florin florin) {
        Probes probes = new Probes(florin, ALL);
        probes.awaitAllGreen();
        Person lena = florin.person("lena");
        untilTaken(() -> lena.rest()
                .ask("POST", "/api/wallets", lena.token(), Json.object().put("currency", Person.CURRENCY), null));
        untilTaken(() -> lena.deposit("of-lena", "1.00"));
        shift(florin, lena, 1);
        try {
            audit(florin);
            probes.assertRed(Set.of(ready(Service.WALLET)), Set.of());
        } finally {
            shift(florin, lena, -1);
            audit(florin);
        }
        probes.awaitAllGreen();
    }

    private static void audit(Florin florin) {
        untilTaken(() -> florin.door(Service.WALLET, 0).get("/api/admin/ledger/audit", florin.admin()));
    }

    /** Of a database that was away some connections are still found dead, one by one: a client asks again. */
    private static void untilTaken(Supplier<Answer> call) {
        Await.until(WITHIN, "an answer", () -> call.get().status() < 500);
    }

    /** What no service and no role of the application can do. */
    private static void shift(Florin florin, Person person, int by) {
        execute(
                florin.system(),
                Service.WALLET.database(),
                "SET session_replication_role = replica",
                "UPDATE account SET posted = posted + " + by + " WHERE kind = 'wallet' AND owner = '" + person.id()
                        + "'");
    }

    /** Nobody gets in any more, and whoever was in is thrown out. */
    private static void closeDatabase(FlorinSystem system, Service service) {
        execute(
                system,
                "postgres",
                "ALTER ROLE " + service.database() + " NOLOGIN",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + service.database() + "'");
    }

    private static void openDatabase(FlorinSystem system, Service service) {
        execute(system, "postgres", "ALTER ROLE " + service.database() + " LOGIN");
    }

    private static void execute(FlorinSystem system, String database, String... statements) {
        Credentials superuser = system.superuser();
        try (Connection connection =
                        DriverManager.getConnection(system.jdbcUrl(database), superuser.user(), superuser.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another process that is started at the same moment has the fresh executable open until it is on its own. */
    private static void start(RedisServer redis) {
        Await.until(WITHIN, "Redis starts", () -> {
            try {
                redis.start();
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** A node without Redis is slower, and one without a mail server owes its e-mails: both are ready. */
    @Test
    void lostRedisAndLostMailServerTurnNothingRed() throws IOException {
        int redisPort = freePort();
        RedisServer redis = RedisServer.newRedisServer()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        start(redis);
        ServerSocket mail = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String mailPort = Integer.toString(mail.getLocalPort());
        try (Florin florin = Florin.start(
                "redis",
                options -> options.with(Service.WALLET, wallet -> wallet.withInstances(0))
                        .with(Service.ESCROW, escrow -> escrow.withInstances(0))
                        .with(Service.REFUND, refund -> refund.withInstances(0))
                        .with(
                                Service.NOTIFICATION,
                                notification -> notification
                                        .withEnvironment("FLORIN_BROKER", "redis")
                                        .withEnvironment("FLORIN_REDIS_URL", "redis://127.0.0.1:" + redisPort)
                                        .withEnvironment("FLORIN_CHANNEL_MAIL_HOST", "127.0.0.1")
                                        .withEnvironment("FLORIN_CHANNEL_MAIL_FROM", "florin@example.org")
                                        .withEnvironment("QUARKUS_MAILER_PORT", mailPort)))) {
            Probes probes = new Probes(florin, EnumSet.of(Service.NOTIFICATION));
            probes.assertRed(Set.of(), Set.of());
            redis.stop();
            mail.close();
            probes.assertRed(Set.of(), Set.of());
            // It works all the same: what the broker would have said is found in the database.
            Person mona = florin.person("mona");
            try (SocketRecorder socket = SocketRecorder.notifications(mona, 0)) {
                Alerts.send(florin.door(Service.NOTIFICATION, 0), florin.service(), mona, "still here")
                        .expect(200, 202, 204);
                florin.assertSawEverything(mona, socket, 0);
            }
            probes.assertRed(Set.of(), Set.of());
        } finally {
            redis.stop();
            mail.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
