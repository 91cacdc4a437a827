package dev.florin.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.florin.local.Service;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code secrets.sh} makes what README.md says that it makes. It needs bash, and openssl or Node. */
class SecretsTest {
    @TempDir
    private Path keys;

    @Test
    void makesWhatProductionNeeds() throws Exception {
        Manifests made = made();
        Map<String, Set<String>> owed = owed();
        owed.remove("florin-postgres-superuser");
        assertEquals(owed, keysOf(made));
        Map<String, String> pair =
                made.named(Secret.class, "florin-service-keys").orElseThrow().getStringData();
        assertEquals("-----BEGIN PRIVATE KEY-----", firstLine(pair, "service-private.pem"));
        assertEquals("-----BEGIN PUBLIC KEY-----", firstLine(pair, "service-public.pem"));
    }

    @Test
    void makesWhatTheLocalOverlayNeedsOutOfTheKeysOfMakeUp() throws Exception {
        for (String file : List.of("service-private.pem", "service-public.pem", "user-public.pem")) {
            Files.writeString(keys.resolve(file), "-----BEGIN\n" + file + "\n-----END\n");
        }
        Manifests made = made(keys.toString());
        assertEquals(owed(), keysOf(made));
        assertEquals(
                "-----BEGIN\nservice-private.pem\n-----END\n",
                made.named(Secret.class, "florin-service-keys")
                        .orElseThrow()
                        .getStringData()
                        .get("service-private.pem"));
        assertEquals(
                Set.of("user-public.pem"),
                made.named(ConfigMap.class, "florin-user-keys")
                        .orElseThrow()
                        .getData()
                        .keySet());
    }

    @Test
    void namesTheRolesOfEachService() throws Exception {
        Manifests made = made();
        for (Service service : Service.values()) {
            String name = "florin-" + service.shortName() + "-db";
            assertEquals(service.database(), username(made, name));
            assertEquals(service.ownerRole(), username(made, name + "-owner"));
        }
    }

    private static String username(Manifests made, String secret) {
        return made.named(Secret.class, secret).orElseThrow().getStringData().getOrDefault("username", "");
    }

    @Test
    void makesNoPasswordTwice() throws Exception {
        assertNotEquals(password(made()), password(made()));
    }

    private static String password(Manifests made) {
        return made.named(Secret.class, "florin-wallet-db")
                .orElseThrow()
                .getStringData()
                .getOrDefault("password", "");
    }

    private static String firstLine(Map<String, String> data, String key) {
        return data.getOrDefault(key, "").lines().findFirst().orElse("");
    }

    /** The rows of README.md with a dagger. */
    private static Map<String, Set<String>> owed() {
        Map<String, Set<String>> owed = new TreeMap<>();
        Home.read(Home.HERE.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("| `florin-") && line.contains("†"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .forEach(name -> owed.put(name, new TreeSet<>(Documented.keysOf(name))));
        return owed;
    }

    private static Map<String, Set<String>> keysOf(Manifests made) {
        Map<String, Set<String>> keys = new TreeMap<>();
        made.all(Secret.class)
                .forEach(secret -> keys.put(
                        secret.getMetadata().getName(),
                        new TreeSet<>(secret.getStringData().keySet())));
        return keys;
    }

    private static Manifests made(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Home.HERE.resolve("secrets.sh").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        Manifests made = Manifests.of(Manifests.documents(yaml));
        assertEquals(List.of(), made.findings());
        return made;
    }
}
