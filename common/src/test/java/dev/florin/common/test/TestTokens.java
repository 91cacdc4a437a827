package dev.florin.common.test;

import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Tokens for tests: good ones in one word, and every kind of bad one by {@link Draft}. */
public final class TestTokens {
    public static final String ISSUER = "florin-test";
    public static final String AUDIENCE = "florin";

    private static @Nullable TestKeys keys;

    private TestTokens() {}

    /** The keys that {@link FlorinTestResource} configured the service with. */
    public static synchronized TestKeys keys() {
        if (keys == null) {
            keys = TestKeys.fresh();
        }
        return keys;
    }

    public static String user(String id) {
        return draft(id, "user").signed();
    }

    /** The same for one of thousands: RSA would take most of their test's time to sign them. */
    public static String oneOfMany(String id) {
        return draft(id, "user")
                .by(ISSUER, null, keys().crowd().getPrivate(), "ES256")
                .signed();
    }

    public static String admin(String id) {
        return draft(id, "user", "admin").signed();
    }

    /** A token as the services themselves make them. */
    public static String service(String name) {
        return draft(name, "service")
                .by("florin-service", "florin-service", keys().services().getPrivate(), "ES256")
                .signed();
    }

    /** A good user token, to be spoilt before it is signed. */
    public static Draft draft(String id, String... groups) {
        return new Draft(
                id,
                List.of(groups),
                ISSUER,
                AUDIENCE,
                Duration.ofMinutes(10),
                keys().users().getPrivate(),
                "RS256",
                null,
                Duration.ZERO);
    }

    public record Draft(
            String id,
            List<String> groups,
            String issuer,
            String audience,
            Duration lifetime,
            PrivateKey key,
            String algorithm,
            @Nullable String keyId,
            Duration age) {
        public Draft issuedBy(String otherIssuer) {
            return new Draft(id, groups, otherIssuer, audience, lifetime, key, algorithm, keyId, age);
        }

        public Draft forAudience(String otherAudience) {
            return new Draft(id, groups, issuer, otherAudience, lifetime, key, algorithm, keyId, age);
        }

        /** A negative lifetime makes an expired token. */
        public Draft lasting(Duration otherLifetime) {
            return new Draft(id, groups, issuer, audience, otherLifetime, key, algorithm, keyId, age);
        }

        public Draft by(String otherIssuer, @Nullable String otherKeyId, PrivateKey otherKey, String otherAlgorithm) {
            return new Draft(id, groups, otherIssuer, audience, lifetime, otherKey, otherAlgorithm, otherKeyId, age);
        }

        /** Made so long ago; a negative age lies in the future. */
        public Draft aged(Duration otherAge) {
            return new Draft(id, groups, issuer, audience, lifetime, key, algorithm, keyId, otherAge);
        }

        public String signed() {
            JwtClaims claims = new JwtClaims();
            claims.setIssuer(issuer);
            claims.setAudience(audience);
            claims.setSubject(id);
            claims.setStringListClaim("groups", groups);
            claims.setIssuedAt(
                    NumericDate.fromMilliseconds(Instant.now().minus(age).toEpochMilli()));
            claims.setExpirationTime(
                    NumericDate.fromMilliseconds(Instant.now().plus(lifetime).toEpochMilli()));
            claims.setGeneratedJwtId();
            JsonWebSignature jws = new JsonWebSignature();
            jws.setPayload(claims.toJson());
            jws.setKey(key);
            jws.setAlgorithmHeaderValue(algorithm);
            if (keyId != null) {
                jws.setKeyIdHeaderValue(keyId);
            }
            try {
                return jws.getCompactSerialization();
            } catch (JoseException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
