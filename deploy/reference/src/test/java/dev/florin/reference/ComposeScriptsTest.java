package dev.florin.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts that containers run, where there is an openssl to run them with. */
class ComposeScriptsTest {
    private static final Path SCRIPTS = Path.of("../compose").toAbsolutePath().normalize();

    @TempDir
    Path keys;

    @TempDir
    Path issuer;

    private String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("KEYS", keys.toString());
        builder.environment().put("ISSUER", issuer.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    @Test
    void keysAreMadeOnceAndTokensAreSignedWithThem() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/openssl")), "no openssl here");
        run("sh", SCRIPTS.resolve("keys.sh").toString());
        String first = Files.readString(keys.resolve("service-private.pem"));
        run("sh", SCRIPTS.resolve("keys.sh").toString());
        assertEquals(first, Files.readString(keys.resolve("service-private.pem")));
        assertTrue(first.startsWith("-----BEGIN PRIVATE KEY-----"), "PKCS#8");
        assertEquals(
                "r--------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("service-private.pem"))));
        assertTrue(Files.notExists(keys.resolve("user-private.pem")), "services do not see the issuer's key");

        List<String> parts = List.of(run("sh", SCRIPTS.resolve("token.sh").toString(), "alice", "admin")
                .split("\\."));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(userKey());
        signature.update((parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.US_ASCII));
        assertTrue(signature.verify(Base64.getUrlDecoder().decode(parts.get(2))));
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts.get(1)));
        assertEquals("alice", claims.path("sub").asText());
        assertEquals("[\"user\",\"admin\"]", claims.path("groups").toString());
        assertEquals("florin", claims.path("aud").asText());
        String compose = Files.readString(SCRIPTS.resolve("compose.yaml"));
        assertTrue(
                compose.contains("FLORIN_SECURITY_ISSUER: " + claims.path("iss").asText()), "the services believe it");
    }

    private PublicKey userKey() throws Exception {
        String body = Files.readString(keys.resolve("user-public.pem")).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
    }
}
