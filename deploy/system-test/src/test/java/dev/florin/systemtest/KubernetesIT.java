package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.kubernetes.Kubectl;
import dev.florin.kubernetes.Manifests;
import dev.florin.local.Credentials;
import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Service;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The manifests against the packaged services: what they ask is answered, and what they start does what it is for. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class KubernetesIT {
    private static final Path HOME = FlorinSystemOptions.standard().home();
    private static final Manifests PRODUCTION =
            Manifests.of(Manifests.documents(Kubectl.unpackedIn(Path.of("target/kubectl"))
                    .kustomize(HOME.resolve("deploy/kubernetes/overlays/production"))));
    private static final String DATABASE = "Database connections health check";
    private static final int ENDS_WITHIN_S = 60;
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void probesAreAnsweredAndMeanWhatTheySay(Florin florin) {
        for (Service service : Service.values()) {
            Container container = PodProcess.container(PRODUCTION, service.module(), "service");
            assertEquals(Set.of(), checks(florin, service, container.getStartupProbe()), service.module());
            assertEquals(
                    service == Service.WALLET ? Set.of("ledger writer") : Set.of(),
                    checks(florin, service, container.getLivenessProbe()),
                    service.module());
            Set<String> ready = checks(florin, service, container.getReadinessProbe());
            assertTrue(ready.contains(DATABASE), () -> service + " " + ready);
            assertEquals(service == Service.WALLET, ready.contains("books balance"), () -> service + " " + ready);
            assertEquals(
                    service == Service.NOTIFICATION,
                    ready.contains("accepts connections"),
                    () -> service + " " + ready);
        }
    }

    @Test
    void metricsAreWherePrometheusLooksAndHaveWhatTheAutoscalerWants(Florin florin) {
        String path = PRODUCTION
                .named(ServiceMonitor.class, "florin")
                .orElseThrow()
                .getSpec()
                .getEndpoints()
                .getFirst()
                .getPath();
        for (Service service : Service.values()) {
            Answer metrics = florin.door(service, 0).get(path, "");
            assertEquals(200, metrics.status(), service.module());
            assertEquals(
                    service == Service.NOTIFICATION,
                    metrics.body().lines().anyMatch(line -> line.startsWith("ws_connections")),
                    service.module());
        }
    }

    /** Rules of a gateway may read {@code /internal;x} differently from JAX-RS: the token is what counts. */
    @Test
    void insidesAskForAServicesTokenHoweverTheirPathIsWritten(Florin florin) {
        Person mallory = florin.person("mallory");
        for (String path :
                List.of("/internal/events", "/internal;x=1/events", "/internal/;/events", "//internal/events")) {
            int status = florin.door(Service.NOTIFICATION, 0)
                    .ask("POST", path, mallory.token(), Json.object(), null)
                    .status();
            assertTrue(status == 403 || status == 404, path + " answered " + status);
        }
    }

    /** As when a Deployment's first three pods start at once on an empty database, and then one of them serves. */
    @Test
    void replicasMigrateAtTheSameTimeAndServeWithoutTheOwnersPassword(Florin florin) throws Exception {
        Credentials application = florin.system().application(Service.WALLET);
        Credentials owner = florin.system().owner(Service.WALLET);
        String database = "florin_wallet_in_a_pod";
        make(florin, database, application, owner);
        Sql tables = new Sql(florin.system().jdbcUrl(database), owner);

        Container migrate = PodProcess.container(PRODUCTION, Service.WALLET.module(), "migrate");
        List<PodProcess> pods = IntStream.range(0, 3)
                .mapToObj(i -> start(florin, migrate, database, "migrate-" + i))
                .toList();
        for (PodProcess pod : pods) {
            try (pod) {
                String said = pod.end(ENDS_WITHIN_S);
                assertTrue(said.startsWith("exit code 0\n"), said);
                assertFalse(said.contains("Listening on"), said);
                assertSaidInJson(said);
            }
        }
        long migrations = tables.number("SELECT count(*) FROM flyway_schema_history WHERE success");
        assertEquals(
                migrations, tables.number("SELECT count(DISTINCT version) FROM flyway_schema_history WHERE success"));
        assertTrue(migrations > 0);

        Container serve = PodProcess.container(PRODUCTION, Service.WALLET.module(), "service");
        int port = freePort();
        try (PodProcess pod =
                        start(florin, serve, database, "serve", Map.of("QUARKUS_HTTP_PORT", Integer.toString(port)));
                HttpClient client = HttpClient.newHttpClient()) {
            Rest rest = new Rest(client, "http://127.0.0.1:" + port);
            Await.until(
                    READY_WITHIN,
                    () -> "a ready pod, " + pod.end(0),
                    () -> isReady(rest, serve.getReadinessProbe().getHttpGet().getPath()));
        }
        assertEquals(migrations, tables.number("SELECT count(*) FROM flyway_schema_history"));
    }

    /**
     * Nothing in the manifests asks for it: that machines read what is logged is what the services are packaged with.
     */
    private static void assertSaidInJson(String said) {
        List<String> lines = said.lines().skip(1).toList();
        assertFalse(lines.isEmpty());
        for (String line : lines) {
            assertTrue(line.startsWith("{") && Json.read(line).has("message"), line);
        }
    }

    private static boolean isReady(Rest rest, String path) {
        try {
            return rest.call("GET", path, "", null, null).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The names of the checks behind a probe, each of them up. */
    private static Set<String> checks(Florin florin, Service service, Probe probe) {
        Answer answer =
                florin.door(service, 0).get(probe.getHttpGet().getPath(), "").expect(200);
        Set<String> names = new TreeSet<>();
        StreamSupport.stream(answer.json().path("checks").spliterator(), false)
                .map(check -> check.path("name"))
                .map(JsonNode::asText)
                .forEach(names::add);
        return names;
    }

    private PodProcess start(Florin florin, Container container, String database, String log) {
        return start(florin, container, database, log, Map.of());
    }

    /** With addresses and files of this machine in place of the cluster's. */
    private PodProcess start(
            Florin florin, Container container, String database, String log, Map<String, String> more) {
        Map<String, String> environment = PodProcess.environment(PRODUCTION, container, secret -> {
            Credentials credentials = secret.getName().endsWith("-owner")
                    ? florin.system().owner(Service.WALLET)
                    : florin.system().application(Service.WALLET);
            return secret.getKey().equals("username") ? credentials.user() : credentials.password();
        });
        environment.replace("QUARKUS_DATASOURCE_JDBC_URL", florin.system().jdbcUrl(database));
        environment.replace("FLORIN_SECURITY_KEYS", key("service-public.pem"));
        environment.replace("FLORIN_SECURITY_SERVICE_KEY", key("service-private.pem"));
        environment.replace("FLORIN_SECURITY_SERVICE_KEYS", key("service-public.pem"));
        environment.putAll(more);
        return PodProcess.start(Service.WALLET, environment, folder.resolve(log + ".log"));
    }

    private String key(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(256);
                KeyPair pair = generator.generateKeyPair();
                write("service-private.pem", "PRIVATE KEY", pair.getPrivate().getEncoded());
                write("service-public.pem", "PUBLIC KEY", pair.getPublic().getEncoded());
            } catch (IOException | java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
        return file.toString();
    }

    private void write(String name, String kind, byte[] key) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(key);
        Files.writeString(
                folder.resolve(name), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static void make(Florin florin, String database, Credentials application, Credentials owner)
            throws SQLException {
        Credentials superuser = florin.system().superuser();
        try (Connection connection = DriverManager.getConnection(
                        florin.system().jdbcUrl("postgres"), superuser.user(), superuser.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database + " OWNER " + owner.user());
            statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
            statement.execute("GRANT CONNECT ON DATABASE " + database + " TO " + application.user());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
