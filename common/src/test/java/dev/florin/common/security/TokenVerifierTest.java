package dev.florin.common.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.MovableClock;
import dev.florin.common.test.TestKeys;
import dev.florin.common.test.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenVerifierTest {
    private static final TestKeys KEYS = TestTokens.keys();
    private static final TestKeys FOREIGN = TestKeys.fresh();

    private final MovableClock clock = new MovableClock(Instant.now());
    private final Set<String> revoked = new HashSet<>();
    private final TokenVerifier verifier = verifier(KEYS.usersFile(), clock);

    private TokenVerifier verifier(Path userKeys, Clock clock) {
        return verifier(userKeys, KEYS.servicesFile(), clock);
    }

    private static RefreshedKeys refreshed(Path keys, Clock clock) {
        return new RefreshedKeys(keys.toString(), Duration.ofMinutes(10), Duration.ofSeconds(30), clock, () -> {});
    }

    private TokenVerifier verifier(Path userKeys, Path serviceKeys, Clock clock) {
        return new TokenVerifier(
                new TokenVerifier.Party(TestTokens.ISSUER, TestTokens.AUDIENCE, refreshed(userKeys, clock)),
                new TokenVerifier.Party(ServiceToken.ISSUER, TestTokens.AUDIENCE, refreshed(serviceKeys, clock)),
                100,
                caller -> revoked.contains(caller.id()),
                clock);
    }

    private void refused(ProblemType problem, String token) {
        FlorinException refusal = assertThrows(FlorinException.class, () -> verifier.verify(token));
        assertEquals(problem, refusal.type());
    }

    @Test
    void aRevokedTokenIsRefusedAlsoIfItWasGoodBefore() {
        String token =
                TestTokens.draft("alice", "user").aged(Duration.ofSeconds(90)).signed();
        Caller caller = verifier.verify(token);
        assertTrue(caller.issuedAt().isBefore(clock.instant().minusSeconds(60)));
        revoked.add("alice");
        refused(ProblemType.TOKEN_REVOKED, token);
        assertEquals("bob", verifier.verify(TestTokens.user("bob")).id());
    }

    private void refused(String token) {
        refused(ProblemType.UNAUTHENTICATED, token);
    }

    /** A token with good claims, some of them spoilt, signed by the users' issuer. */
    private static String claiming(Consumer<JwtClaims> spoil) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TestTokens.ISSUER);
        claims.setAudience(TestTokens.AUDIENCE);
        claims.setSubject("alice");
        claims.setStringListClaim("groups", "user");
        claims.setExpirationTimeMinutesInTheFuture(10);
        spoil.accept(claims);
        return signed(claims.toJson(), jws -> {
            jws.setKey(KEYS.users().getPrivate());
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        });
    }

    private static String signed(String payload, Consumer<JsonWebSignature> how) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(payload);
        how.accept(jws);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aUsersTokenSaysWhoIsAsking() {
        Caller caller = verifier.verify(TestTokens.admin("alice"));
        assertEquals("alice", caller.id());
        assertEquals(Set.of("user", "admin"), caller.roles());
    }

    @Test
    void aServicesTokenSaysWhichServiceIsAsking() {
        String token = new ServiceToken(
                        "escrow-service",
                        TestTokens.AUDIENCE,
                        () -> KEYS.services().getPrivate(),
                        clock)
                .token();
        Caller caller = verifier.verify(token);
        assertEquals("escrow-service", caller.id());
        assertEquals(Set.of("service"), caller.roles());
    }

    @Test
    void aServicesTokenIsRenewedInTime() {
        ServiceToken service = new ServiceToken(
                "escrow-service", TestTokens.AUDIENCE, () -> KEYS.services().getPrivate(), clock);
        String first = service.token();
        clock.advance(Duration.ofSeconds(29));
        assertEquals(first, service.token());
        clock.advance(Duration.ofSeconds(2));
        String second = service.token();
        clock.advance(Duration.ofSeconds(29));
        refused(ProblemType.TOKEN_EXPIRED, first);
        assertEquals("escrow-service", verifier.verify(second).id());
    }

    @Test
    void anExpiredTokenIsRefused() {
        refused(
                ProblemType.TOKEN_EXPIRED,
                TestTokens.draft("alice", "user")
                        .lasting(Duration.ofMinutes(-1))
                        .signed());
    }

    @Test
    void aRememberedTokenExpiresAllTheSame() {
        String token = TestTokens.user("alice");
        assertEquals("alice", verifier.verify(token).id());
        clock.advance(Duration.ofMinutes(9));
        assertEquals("alice", verifier.verify(token).id());
        // The token was made some moments after this clock.
        clock.advance(Duration.ofMinutes(2));
        refused(ProblemType.TOKEN_EXPIRED, token);
        refused(ProblemType.TOKEN_EXPIRED, token);
    }

    @Test
    void aTokenThatDoesNotEndIsRefused() {
        refused(claiming(claims -> claims.unsetClaim("exp")));
        refused(claiming(claims -> claims.setClaim("exp", "never")));
        refused(claiming(claims -> claims.setClaim("exp", Long.MAX_VALUE)));
    }

    @Test
    void aTokenThatHasNotBegunIsRefused() {
        refused(claiming(claims -> claims.setNotBeforeMinutesInThePast(-5)));
        assertEquals(
                "alice",
                verifier.verify(claiming(claims -> claims.setNotBeforeMinutesInThePast(5)))
                        .id());
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() {
        refused(TestTokens.draft("alice", "user").issuedBy("somebody-else").signed());
        refused(claiming(claims -> claims.unsetClaim("iss")));
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() {
        refused(TestTokens.draft("alice", "user").forAudience("another-product").signed());
        refused(claiming(claims -> claims.unsetClaim("aud")));
        assertEquals(
                "alice",
                verifier.verify(claiming(claims -> claims.setAudience("another-product", TestTokens.AUDIENCE)))
                        .id());
    }

    @Test
    void aTokenNeedsAUsableSubject() {
        refused(claiming(claims -> claims.unsetClaim("sub")));
        refused(claiming(claims -> claims.setSubject("")));
        refused(claiming(claims -> claims.setSubject(" ")));
        refused(claiming(claims -> claims.setSubject("alice\u0000")));
        refused(claiming(claims -> claims.setSubject("x".repeat(Caller.MAX_ID_LENGTH + 1))));
        refused(claiming(claims -> claims.setClaim("sub", 7)));
    }

    @Test
    void rolesAreAListOfWords() {
        assertEquals(
                Set.of(),
                verifier.verify(claiming(claims -> claims.unsetClaim("groups"))).roles());
        refused(claiming(claims -> claims.setClaim("groups", "admin")));
        refused(claiming(claims -> claims.setClaim("groups", List.of(1, 2))));
    }

    @Test
    void aTokenSignedByAStrangerIsRefused() {
        refused(TestTokens.draft("alice", "user")
                .by(TestTokens.ISSUER, null, FOREIGN.users().getPrivate(), "RS256")
                .signed());
        refused(TestTokens.draft("wallet-service", "service")
                .by(ServiceToken.ISSUER, ServiceToken.KEY_ID, FOREIGN.services().getPrivate(), "ES256")
                .signed());
    }

    @Test
    void aTamperedTokenIsRefused() {
        String[] parts = TestTokens.user("alice").split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8).replace("alice", "admin");
        refused(parts[0] + "." + base64(payload) + "." + parts[2]);
        refused(parts[0] + "." + parts[1] + "." + TestTokens.user("bob").split("\\.", -1)[2]);
        refused(parts[0] + "." + parts[1] + ".");
        refused(parts[0] + "." + parts[1]);
    }

    @Test
    void aTokenWithoutASignatureIsRefused() {
        String payload = TestTokens.user("alice").split("\\.", -1)[1];
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            refused(base64("{\"alg\":\"" + none + "\"}") + "." + payload + ".");
        }
        refused(base64("{}") + "." + payload + ".");
    }

    /** The classic: who knows the public key, which everybody does, signs with it as if it were a shared secret. */
    @Test
    void thePublicKeyIsNoSharedSecret() throws IOException {
        String good = TestTokens.user("alice");
        String claims = new String(Base64.getUrlDecoder().decode(good.split("\\.", -1)[1]), UTF_8);
        byte[] pem = Files.readAllBytes(KEYS.usersFile());
        for (byte[] secret : List.of(pem, KEYS.users().getPublic().getEncoded())) {
            refused(signed(claims, jws -> {
                jws.setKey(new HmacKey(secret));
                jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
            }));
        }
    }

    @Test
    void onlyTheTwoAlgorithmsCount() {
        String claims = new String(
                Base64.getUrlDecoder().decode(TestTokens.user("alice").split("\\.", -1)[1]), UTF_8);
        for (String algorithm : List.of("RS384", "RS512", "PS256")) {
            refused(signed(claims, jws -> {
                jws.setKey(KEYS.users().getPrivate());
                jws.setAlgorithmHeaderValue(algorithm);
            }));
        }
    }

    @Test
    void theUsersIssuerMakesNoServices() {
        Caller caller =
                verifier.verify(TestTokens.draft("mallory", "user", "service").signed());
        assertEquals(Set.of("user"), caller.roles());
        // with the name of the services' key, but the users' key
        refused(TestTokens.draft("mallory", "service")
                .by(ServiceToken.ISSUER, ServiceToken.KEY_ID, KEYS.users().getPrivate(), "RS256")
                .signed());
        refused(TestTokens.draft("mallory", "service")
                .by(TestTokens.ISSUER, ServiceToken.KEY_ID, KEYS.users().getPrivate(), "RS256")
                .signed());
    }

    @Test
    void aServiceIsNoUser() {
        Caller caller = verifier.verify(TestTokens.draft("escrow-service", "service", "user", "admin")
                .by(ServiceToken.ISSUER, ServiceToken.KEY_ID, KEYS.services().getPrivate(), "ES256")
                .signed());
        assertEquals(Set.of("service"), caller.roles());
        // a service cannot speak as a user's issuer, nor without the name of its key
        refused(TestTokens.draft("alice", "user")
                .by(TestTokens.ISSUER, null, KEYS.services().getPrivate(), "ES256")
                .signed());
        refused(TestTokens.draft("escrow-service", "service")
                .by(ServiceToken.ISSUER, null, KEYS.services().getPrivate(), "ES256")
                .signed());
    }

    @Test
    void whatIsNoTokenIsRefused() {
        List.of("", "x", "..", "a.b.c", "ey.ey.ey", "x".repeat(8 * 1024), "x".repeat(10_000_000), "\u0000", "é.é.é")
                .forEach(this::refused);
        String padded = claiming(claims -> claims.setClaim("padding", "x".repeat(8 * 1024)));
        refused(padded);
    }

    @Test
    void aKeyIsRotatedWithoutARestart(@TempDir Path folder) throws IOException, JoseException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, jwks("old", KEYS.users(), "other", KEYS.services()));
        TokenVerifier rotating = verifier(file, clock);
        TestTokens.Draft draft = TestTokens.draft("alice", "user").lasting(Duration.ofHours(1));
        String old = draft.by(TestTokens.ISSUER, "old", KEYS.users().getPrivate(), "RS256")
                .signed();
        String alsoOld = draft.by(TestTokens.ISSUER, "old", KEYS.users().getPrivate(), "RS256")
                .signed();
        String fresh = draft.by(TestTokens.ISSUER, "new", FOREIGN.users().getPrivate(), "RS256")
                .signed();
        assertEquals("alice", rotating.verify(old).id());
        assertThrows(FlorinException.class, () -> rotating.verify(fresh));

        Files.writeString(file, jwks("new", FOREIGN.users(), "other", KEYS.services()));
        clock.advance(Duration.ofMinutes(11));
        Eventually.holds("the new key is believed", () -> {
            try {
                return rotating.verify(fresh).id().equals("alice");
            } catch (FlorinException e) {
                return false;
            }
        });
        assertThrows(FlorinException.class, () -> rotating.verify(alsoOld));
        assertThrows(FlorinException.class, () -> rotating.verify(old), "also if it was believed before");
    }

    /** With the commands of the operations guide, as they stand there. */
    @Test
    void theServicesKeyIsExchangedWithoutAGap(@TempDir Path folder) throws IOException, InterruptedException {
        Path published = folder.resolve("service-public.pem");
        Path own = folder.resolve("service-private.pem");
        Files.copy(KEYS.servicesFile(), published);
        Files.copy(KEYS.serviceKeyFile(), own);
        TokenVerifier receiver = verifier(KEYS.usersFile(), published, clock);
        ServiceToken sender = sender(own);
        assertEquals("sender", receiver.verify(sender.token()).id());
        List<String> steps = stepsOfTheGuide();
        assertEquals(4, steps.size());

        run(steps.get(0), folder);
        run(steps.get(1), folder);
        ServiceToken changedOver = sender(folder.resolve("service-private.new"));
        assertFalse(isBelieved(receiver, changedOver), "not read again yet");
        clock.advance(Duration.ofMinutes(10).plusSeconds(1));
        assertEquals("sender", receiver.verify(sender.token()).id());
        Eventually.holds("the new key is known", () -> isBelieved(receiver, changedOver));

        run(steps.get(2), folder);
        clock.advance(Duration.ofSeconds(31));
        String last = sender(KEYS.serviceKeyFile()).token();
        assertEquals("sender", receiver.verify(last).id(), "who has not changed over yet is believed");
        assertEquals("sender", receiver.verify(sender.token()).id(), "and who has, without a restart");

        run(steps.get(3), folder);
        clock.advance(Duration.ofMinutes(10).plusSeconds(1));
        Eventually.holds("the old key is gone", () -> !isBelieved(receiver, sender(KEYS.serviceKeyFile())));
        assertEquals("sender", receiver.verify(sender.token()).id());
    }

    private static List<String> stepsOfTheGuide() throws IOException {
        String guide = Files.readString(Path.of("../deploy/README.md"));
        String block = guide.substring(guide.indexOf("<!-- test: service-key -->"));
        block = block.substring(block.indexOf("```bash") + "```bash".length());
        block = block.substring(0, block.indexOf("```"));
        return Stream.of(block.split("\n# \\d"))
                .filter(step -> !step.isBlank())
                .map(step -> "#" + step)
                .toList();
    }

    private static void run(String commands, Path keys) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-euc", commands).redirectErrorStream(true);
        shell.environment().put("KEYS", keys.toString());
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), () -> commands + said);
    }

    private ServiceToken sender(Path key) {
        return new ServiceToken("sender", TestTokens.AUDIENCE, new ExchangeableKey(key.toString(), () -> {}), clock);
    }

    private static boolean isBelieved(TokenVerifier receiver, ServiceToken sender) {
        try {
            return receiver.verify(sender.token()).id().equals("sender");
        } catch (FlorinException e) {
            return false;
        }
    }

    @Test
    void anOwnKeyThatCannotBeReadStays(@TempDir Path folder) throws IOException {
        Path own = folder.resolve("own.pem");
        Files.copy(KEYS.serviceKeyFile(), own);
        AtomicInteger complaints = new AtomicInteger();
        ExchangeableKey key = new ExchangeableKey(own.toString(), complaints::incrementAndGet);
        Files.writeString(own, "half a fi");
        assertEquals(KEYS.services().getPrivate(), key.get());
        assertEquals(1, complaints.get());
        Path missing = folder.resolve("missing.pem");
        assertThrows(IllegalStateException.class, () -> new ExchangeableKey(missing.toString(), () -> {}));
    }

    @Test
    void anUnknownKeyIsLookedForSoonButNotAtOnce(@TempDir Path folder) throws IOException, JoseException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, jwks("old", KEYS.users(), "other", KEYS.services()));
        TokenVerifier rotating = verifier(file, clock);
        TestTokens.Draft draft = TestTokens.draft("alice", "user").lasting(Duration.ofHours(1));
        String fresh = draft.by(TestTokens.ISSUER, "new", FOREIGN.users().getPrivate(), "RS256")
                .signed();
        Files.writeString(file, jwks("new", FOREIGN.users(), "other", KEYS.services()));
        clock.advance(Duration.ofSeconds(29));
        assertThrows(FlorinException.class, () -> rotating.verify(fresh), "the keys have just been read");
        clock.advance(Duration.ofSeconds(2));
        Eventually.holds("the new key is believed", () -> {
            try {
                return rotating.verify(fresh).id().equals("alice");
            } catch (FlorinException e) {
                return false;
            }
        });
    }

    /** A stranger must not decide how often the issuer is asked. */
    @Test
    void manyUnknownKeysAreOneLookAtTheirSource() throws IOException, JoseException {
        AtomicInteger looks = new AtomicInteger();
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] set = jwks("old", KEYS.users(), "other", KEYS.services()).getBytes(UTF_8);
        issuer.createContext("/", exchange -> {
            looks.incrementAndGet();
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
        });
        issuer.start();
        try {
            TokenVerifier.Keys keys = new RefreshedKeys(
                    "http://localhost:" + issuer.getAddress().getPort(),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(30),
                    clock,
                    () -> {});
            assertEquals(1, looks.get());
            clock.advance(Duration.ofSeconds(31));
            for (int i = 0; i < 100; i++) {
                keys.missed();
            }
            Eventually.holds("they are read again", () -> looks.get() == 2);
            Eventually.holds("and known to be", () -> {
                keys.missed();
                return looks.get() == 2;
            });
        } finally {
            issuer.stop(0);
        }
    }

    @Test
    void theOldKeysStayWhileTheSourceIsDown(@TempDir Path folder) throws IOException, JoseException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, jwks("old", KEYS.users(), "other", KEYS.services()));
        TokenVerifier rotating = verifier(file, clock);
        TestTokens.Draft draft = TestTokens.draft("alice", "user").lasting(Duration.ofHours(1));
        Files.delete(file);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(11));
            String token = draft.by(TestTokens.ISSUER, "old", KEYS.users().getPrivate(), "RS256")
                    .signed();
            assertEquals("alice", rotating.verify(token).id());
        }
    }

    @Test
    void thereIsNoStartWithoutKeys(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.pem");
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> KeySource.publicKeys(missing.toString()));
        assertEquals("no public key at " + missing, refused.getMessage());
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "-----BEGIN PUBLIC KEY-----\nAAAA\n");
        assertThrows(IllegalStateException.class, () -> KeySource.publicKeys(garbage.toString()));
        Path text = Files.writeString(folder.resolve("text"), "hello");
        assertThrows(IllegalStateException.class, () -> KeySource.publicKeys(text.toString()));
        Path empty = Files.writeString(folder.resolve("empty.json"), "{\"keys\":[]}");
        assertThrows(IllegalStateException.class, () -> KeySource.publicKeys(empty.toString()));
        assertThrows(
                IllegalStateException.class,
                () -> KeySource.privateKey(KEYS.servicesFile().toString()));
    }

    /** A shared secret in a key set is not a public key. */
    @Test
    void onlyPublicKeysOfAKeySetAreTaken(@TempDir Path folder) throws IOException, JoseException {
        String set = jwks("rsa", KEYS.users(), "ec", KEYS.services())
                .replace("{\"keys\":[", "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"hmac\",\"k\":\"c2VjcmV0\"},");
        Path file = Files.writeString(folder.resolve("keys.json"), set);
        assertEquals(
                List.of("rsa", "ec"),
                KeySource.publicKeys(file.toString()).stream()
                        .map(KeySource.PublishedKey::id)
                        .toList());
    }

    private static String jwks(String firstId, KeyPair first, String secondId, KeyPair second) throws JoseException {
        return new JsonWebKeySet(jwk(firstId, first), jwk(secondId, second)).toJson();
    }

    private static PublicJsonWebKey jwk(String id, KeyPair pair) throws JoseException {
        PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
        key.setKeyId(id);
        return key;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
