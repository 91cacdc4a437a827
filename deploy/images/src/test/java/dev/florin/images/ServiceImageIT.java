package dev.florin.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import dev.florin.images.ServiceImage.Source;
import dev.florin.local.Service;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes images of the packaged services on a base with nothing in it, looks at them, and starts one. */
@Tag("slow")
class ServiceImageIT {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final Source SOURCE = new Source("1.2.3", "0123abc", Instant.parse("2026-01-02T03:04:05Z"));

    private static final String BOM = "{\"bomFormat\":\"CycloneDX\"}";

    @TempDir
    Path folder;

    @BeforeEach
    void anybodyMayLook() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Archive write(Service service) throws Exception {
        Path base = folder.resolve("base.tar");
        Archive.writeEmpty(base);
        Path file = folder.resolve("image.tar");
        ServiceImage image = new ServiceImage(service, home(service));
        image.onTopOf(Jib.from(Jib.TAR_IMAGE_PREFIX + base), SOURCE)
                .containerize(Containerizer.to(TarImage.at(file).named(image.name()))
                        .setOfflineMode(true)
                        .setBaseImageLayersCache(folder.resolve("cache"))
                        .setApplicationLayersCache(folder.resolve("cache")));
        return Archive.unpack(file, Files.createDirectory(folder.resolve("image")));
    }

    /** The packaged service; with a bill of materials in place of the one that only {@code make images} makes. */
    private Path home(Service service) throws IOException {
        Path home = folder.resolve("home");
        Path target = Files.createDirectories(home.resolve(service.module()).resolve("target"));
        Files.createSymbolicLink(
                target.resolve("quarkus-app"),
                DockerfileTest.HOME.resolve(service.module()).resolve("target/quarkus-app"));
        Files.createSymbolicLink(home.resolve("deploy"), DockerfileTest.HOME.resolve("deploy"));
        Files.writeString(target.resolve("bom.json"), BOM);
        return home;
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void imageSaysHowItIsRun(Service service) throws Exception {
        JsonNode config = write(service).config();
        assertEquals(ServiceImage.USER, config.path("User").asText());
        assertEquals(ServiceImage.FOLDER, config.path("WorkingDir").asText());
        assertEquals(Set.of(service.port() + "/tcp"), names(config.path("ExposedPorts")));
        assertEquals(
                "1.2.3", config.at("/Labels/org.opencontainers.image.version").asText());
        assertEquals(
                "0123abc",
                config.at("/Labels/org.opencontainers.image.revision").asText());
        assertEquals(
                "florin/" + service.module(),
                config.at("/Labels/org.opencontainers.image.title").asText());
        List<String> entryPoint = new ArrayList<>();
        config.path("Entrypoint").forEach(part -> entryPoint.add(part.asText()));
        assertEquals(ServiceImage.ENTRYPOINT, entryPoint);
        assertEquals(
                "[\"JDK_JAVA_OPTIONS=-XX:MaxRAMPercentage=65.0 -XX:+UseSerialGC\"]",
                config.path("Env").toString());
    }

    @Test
    void imageHasItsBillOfMaterials() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        write(Service.WALLET).layDown(root);
        assertEquals(BOM, Files.readString(root.resolve("florin/bom.json")));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void startsForAUserWhoMayWriteNothing() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        write(Service.REFUND).layDown(root);
        Set<String> before = files(root);
        int port = freePort();
        Process service = start(root, port);
        try {
            assertEquals(200, statusOnceItAnswers(service, port, "/q/health/live"));
            assertEquals(503, statusOnceItAnswers(service, port, "/q/health/ready"), "there is no database");
            assertEquals(before, files(root));
        } finally {
            service.destroy();
            if (!service.waitFor(30, TimeUnit.SECONDS)) {
                service.destroyForcibly();
            }
        }
    }

    private Process start(Path root, int port) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"));
        }
        ServiceImage.ENTRYPOINT.forEach(part -> command.add(part.replace("/florin", root + "/florin")));
        command.set(
                command.indexOf("java"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.resolve("florin").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(ServiceImage.ENVIRONMENT);
        builder.environment().putAll(surroundings(port));
        return builder.start();
    }

    private Map<String, String> surroundings(int port) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        Path publicKey = Files.writeString(folder.resolve("public.pem"), pem("PUBLIC KEY", pair.getPublic()));
        Path privateKey = Files.writeString(folder.resolve("private.pem"), pem("PRIVATE KEY", pair.getPrivate()));
        return Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/nowhere",
                "QUARKUS_DATASOURCE_USERNAME", "nobody",
                "QUARKUS_FLYWAY_MIGRATE_AT_START", "false",
                "FLORIN_SECURITY_ISSUER", "test",
                "FLORIN_SECURITY_KEYS", publicKey.toString(),
                "FLORIN_SECURITY_SERVICE_KEY", privateKey.toString(),
                "FLORIN_SECURITY_SERVICE_KEYS", publicKey.toString());
    }

    private static String pem(String kind, Key key) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()) + "\n-----END " + kind
                + "-----\n";
    }

    private int statusOnceItAnswers(Process service, int port, String path) throws Exception {
        long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    return client.send(request, BodyHandlers.discarding()).statusCode();
                } catch (IOException notYet) {
                    assertTrue(
                            service.isAlive() && System.nanoTime() < deadline,
                            () -> "does not start: " + notYet + "\n" + log());
                    service.waitFor(50, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Set<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
