package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    private Tokens tokens() {
        SigningKeys keys = SigningKeys.in(folder);
        return new Tokens(keys.readUserPrivate(), keys.readServicePrivate(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static JsonNode part(String token, int index) throws Exception {
        return JsonMapper.builder().build().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
    }

    private boolean isSignedBy(String token, String algorithm, Path publicKey) throws Exception {
        byte[] encoded =
                Base64.getMimeDecoder().decode(Files.readString(publicKey).replaceAll("-----[^-]*-----", ""));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setCompactSerialization(token);
        signature.setKey(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded)));
        return signature.verifySignature();
    }

    @Test
    void usersTokenSaysWhoAndIsSignedByTheIssuer() throws Exception {
        String token = tokens().user("alice");
        assertEquals("RS256", part(token, 0).path("alg").asText());
        assertEquals("alice", part(token, 1).path("sub").asText());
        assertEquals("florin-local", part(token, 1).path("iss").asText());
        assertEquals("[\"user\"]", part(token, 1).path("groups").toString());
        assertEquals(
                NOW.plus(Duration.ofDays(30)).getEpochSecond(),
                part(token, 1).path("exp").asLong());
        assertTrue(isSignedBy(token, "RSA", folder.resolve("user-public.pem")));
    }

    @Test
    void servicesTokenIsOfTheOtherKind() throws Exception {
        String token = tokens().service("wallet-service");
        assertEquals("ES256", part(token, 0).path("alg").asText());
        assertEquals("florin-service", part(token, 0).path("kid").asText());
        assertEquals("[\"service\"]", part(token, 1).path("groups").toString());
        assertEquals(
                NOW.plusSeconds(60).getEpochSecond(), part(token, 1).path("exp").asLong());
        assertTrue(isSignedBy(token, "EC", folder.resolve("service-public.pem")));
    }

    @Test
    void adminIsUserToo() throws Exception {
        assertEquals(
                "[\"user\",\"admin\"]",
                part(tokens().admin("root"), 1).path("groups").toString());
    }

    @Test
    void badTokensCanBeMadeToo() throws Exception {
        Tokens tokens = tokens();
        JsonNode claims = part(
                tokens.asUserIssuer(tokens.userClaims("eve")
                        .withAudience("elsewhere")
                        .withIssuer("nobody")
                        .withGroups("service")
                        .withLifetime(Duration.ofSeconds(-5))),
                1);
        assertEquals("elsewhere", claims.path("aud").asText());
        assertEquals("nobody", claims.path("iss").asText());
        assertEquals(NOW.getEpochSecond() - 5, claims.path("exp").asLong());
    }

    @Test
    void keysAreMadeOnce() throws Exception {
        SigningKeys.in(folder);
        String first = Files.readString(folder.resolve("user-private.pem"));
        SigningKeys.in(folder);
        assertEquals(first, Files.readString(folder.resolve("user-private.pem")));
        assertFalse(first.contains("RSA"), "PKCS#8, not PKCS#1");
    }
}
