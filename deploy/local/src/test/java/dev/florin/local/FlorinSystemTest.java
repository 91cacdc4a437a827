package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher with a real PostgreSQL and stubs for the services. */
@Tag("slow")
class FlorinSystemTest {
    @TempDir
    Path folder;

    private FlorinSystemOptions options() {
        return FlorinSystemOptions.onFreePorts(folder.resolve("data"))
                .withEach(service -> service.withCommand(StubService.command()));
    }

    private FlorinSystemOptions onlyWallet() {
        return options()
                .with(Service.ESCROW, service -> service.withInstances(0))
                .with(Service.REFUND, service -> service.withInstances(0))
                .with(Service.NOTIFICATION, service -> service.withInstances(0));
    }

    @Test
    void startsEverythingAndLeavesNothingBehind() throws Exception {
        List<ProcessHandle> children;
        try (FlorinSystem system =
                new FlorinSystem(options().with(Service.NOTIFICATION, service -> service.withInstances(2))).start()) {
            assertEquals("florin_wallet", get(system.gatewayUrl() + "/api/wallets"));
            assertEquals("florin_refund", get(system.gatewayUrl() + "/api/refunds"));
            assertEquals("florin_notification", get(system.url(Service.NOTIFICATION, 1) + "/any"));
            assertTrue(system.logTail(Service.WALLET, 5).contains("stub is up"));
            assertEquals(
                    system.gatewayUrl(),
                    StateFile.find(folder.resolve("data")).orElseThrow().gateway());
            assertTrue(Files.readString(folder.resolve("data/tokens.env")).contains("export ALICE=ey"));
            children = ProcessHandle.current().descendants().toList();
            assertTrue(children.size() >= 6, "five services and PostgreSQL: " + children);
        }
        assertTrue(children.stream().allMatch(Signals::isGone));
        assertTrue(StateFile.find(folder.resolve("data")).isEmpty());
        try (Stream<Path> pidFiles = Files.list(folder.resolve("data/run"))) {
            assertEquals(0, pidFiles.count());
        }
    }

    @Test
    void databaseIsDurableAndItsRolesAreSeparate() throws Exception {
        try (FlorinSystem system = new FlorinSystem(onlyWallet()).start()) {
            Credentials superuser = system.superuser();
            String url = system.jdbcUrl("postgres");
            assertEquals("on", query(url, superuser, "SHOW fsync"));
            assertEquals("on", query(url, superuser, "SHOW synchronous_commit"));
            assertEquals("on", query(url, superuser, "SHOW full_page_writes"));
            assertEquals("127.0.0.1", query(url, superuser, "SHOW listen_addresses"));
            String wallet = system.jdbcUrl(Service.WALLET);
            assertEquals("", query(wallet, system.owner(Service.WALLET), "CREATE TABLE t (id int)"));
            assertThrows(
                    SQLException.class,
                    () -> query(wallet, system.application(Service.WALLET), "CREATE TABLE u (id int)"));
            assertThrows(SQLException.class, () -> query(wallet, system.application(Service.ESCROW), "SELECT 1"));
            assertThrows(
                    SQLException.class, () -> query(wallet, new Credentials("florin_wallet", "guess"), "SELECT 1"));
            for (String secret : List.of("passwords.properties", "tokens.env", "keys/user-private.pem")) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(
                                folder.resolve("data").resolve(secret))));
            }
        }
    }

    @Test
    void findsItsDataAndKeysAgain() throws Exception {
        String token;
        try (FlorinSystem system = new FlorinSystem(onlyWallet()).start()) {
            query(system.jdbcUrl(Service.WALLET), system.owner(Service.WALLET), "CREATE TABLE kept AS SELECT 42 AS it");
            token = Files.readString(folder.resolve("data/keys/user-public.pem"));
        }
        try (FlorinSystem system = new FlorinSystem(onlyWallet()).start()) {
            assertEquals(
                    "42", query(system.jdbcUrl(Service.WALLET), system.owner(Service.WALLET), "SELECT it FROM kept"));
            assertEquals(token, Files.readString(folder.resolve("data/keys/user-public.pem")));
        }
    }

    @Test
    void killedPartsComeBackOnTheirPorts() throws Exception {
        try (FlorinSystem system = new FlorinSystem(onlyWallet()).start()) {
            String url = system.url(Service.WALLET);
            String database = system.jdbcUrl(Service.WALLET);
            Credentials owner = system.owner(Service.WALLET);
            query(database, owner, "CREATE TABLE survivor AS SELECT 7 AS it");
            long before = system.postgresProcessId();

            List<ProcessHandle> server = new ArrayList<>(
                    ProcessHandle.of(before).orElseThrow().descendants().toList());
            assertFalse(server.isEmpty());
            system.killPostgres();
            assertTrue(server.stream().allMatch(Signals::isGone));
            assertThrows(SQLException.class, () -> query(database, owner, "SELECT 1"));
            system.restartPostgres();
            assertEquals("7", query(database, owner, "SELECT it FROM survivor"));
            assertNotEquals(before, system.postgresProcessId());
            assertTrue(
                    system.postgresLogTail(10_000).stream().anyMatch(line -> line.contains("automatic recovery")),
                    "it was a real crash");

            long killed = system.processId(Service.WALLET);
            system.kill(Service.WALLET);
            assertTrue(ProcessHandle.of(killed).filter(ProcessHandle::isAlive).isEmpty());
            assertTrue(get(system.gatewayUrl() + "/api/wallets").contains("\"code\":\"service-unavailable\""));
            system.start(Service.WALLET);
            assertEquals(url, system.url(Service.WALLET));
            assertEquals("florin_wallet", get(system.gatewayUrl() + "/api/wallets"));
            system.restart(Service.WALLET);
            assertEquals("florin_wallet", get(url));
            assertFalse(system.failure().toCompletableFuture().isDone(), "what a test kills is no failure");
        }
    }

    @Test
    void processThatEndsByItselfIsReported() throws Exception {
        try (FlorinSystem system = new FlorinSystem(onlyWallet()).start()) {
            ProcessHandle.of(system.processId(Service.WALLET)).orElseThrow().destroyForcibly();
            String report = system.failure().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertTrue(report.startsWith("wallet-service ended with exit code 137"), report);
            assertTrue(report.contains("stub is up"), report);
        }
    }

    @Test
    void childThatDiesAtStartIsNamedWithItsLastWords() {
        FlorinSystemOptions dying =
                options().with(Service.REFUND, service -> service.withEnvironment("STUB_DIES", "yes"));
        String thrown = refusal(dying);
        assertTrue(thrown.startsWith("refund-service ended with exit code 3"), thrown);
        assertTrue(thrown.contains("a wheel fell off"), thrown);
        assertEquals(0, ProcessHandle.current().descendants().count());
    }

    @Test
    void takenPortIsNamedWithItsOwner() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            FlorinSystemOptions clash = options().with(Service.ESCROW, service -> service.withPort(port));
            String thrown = refusal(clash);
            assertTrue(thrown.contains("Port " + port + ", which escrow-service needs"));
        }
    }

    @Test
    void folderThatIsInUseIsRefused() {
        try (FlorinSystem _ = new FlorinSystem(onlyWallet()).start()) {
            String thrown = refusal(onlyWallet());
            assertTrue(thrown.startsWith("Florin already runs from " + folder.resolve("data")));
            assertTrue(thrown.contains("process " + ProcessHandle.current().pid()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatKilledLauncherLeftIsStoppedByTheNext(boolean allDiedWithIt) throws Exception {
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AbandonedLauncher.class.getName(),
                        folder.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> orphans;
        try (var output = launcher.inputReader()) {
            assertEquals("up", output.readLine());
            orphans = launcher.descendants().toList();
            assertTrue(orphans.size() >= 2, "a service and PostgreSQL: " + orphans);
            launcher.destroyForcibly().waitFor();
            if (allDiedWithIt) {
                orphans.forEach(ProcessHandle::destroyForcibly);
            }
        }
        try (FlorinSystem system = new FlorinSystem(onlyWallet()).start()) {
            assertTrue(orphans.stream().allMatch(Signals::isGone));
            assertEquals(
                    "13",
                    query(system.jdbcUrl(Service.WALLET), system.owner(Service.WALLET), "SELECT it FROM left_over"));
        }
    }

    private static String refusal(FlorinSystemOptions options) {
        return String.valueOf(assertThrows(StartException.class, () -> new FlorinSystem(options).start())
                .getMessage());
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    static String query(String url, Credentials credentials, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, credentials.user(), credentials.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }
}
