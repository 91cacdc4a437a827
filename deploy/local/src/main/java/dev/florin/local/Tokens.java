package dev.florin.local;

import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Mints tokens that this system's services believe, and, for tests, tokens that they must not. */
public final class Tokens {
    /** {@code iss} of the users' tokens. */
    public static final String USER_ISSUER = "florin-local";

    /** {@code aud} of every token. */
    public static final String AUDIENCE = "florin";

    /** {@code iss} of the services' tokens, and {@code kid} in their header. */
    public static final String SERVICE_ISSUER = "florin-service";

    /** The user who is handed an administrator's token, and is told what operators are told. */
    public static final String ADMIN = "admin";

    private static final Duration USER_LIFETIME = Duration.ofDays(30);
    private static final Duration SERVICE_LIFETIME = Duration.ofSeconds(60);

    private final PrivateKey userKey;
    private final PrivateKey serviceKey;
    private final Clock clock;

    Tokens(PrivateKey userKey, PrivateKey serviceKey, Clock clock) {
        this.userKey = userKey;
        this.serviceKey = serviceKey;
        this.clock = clock;
    }

    /** A good token of a user, for thirty days. */
    public String user(String userId) {
        return asUserIssuer(userClaims(userId));
    }

    /** A good token of an admin, for thirty days. */
    public String admin(String userId) {
        return asUserIssuer(userClaims(userId).withGroups("user", "admin"));
    }

    /** A good token of a service, for sixty seconds. */
    public String service(String serviceName) {
        return asService(serviceClaims(serviceName));
    }

    /** What a good token of a user says; change it and sign it with {@link #asUserIssuer}. */
    public TokenClaims userClaims(String userId) {
        return new TokenClaims(userId, List.of("user"), USER_ISSUER, AUDIENCE, USER_LIFETIME);
    }

    /** What a good token of a service says; change it and sign it with {@link #asService}. */
    public TokenClaims serviceClaims(String serviceName) {
        return new TokenClaims(serviceName, List.of("service"), SERVICE_ISSUER, AUDIENCE, SERVICE_LIFETIME);
    }

    /** Signs with the key of the users' issuer (RS256). */
    public String asUserIssuer(TokenClaims claims) {
        return sign(claims, AlgorithmIdentifiers.RSA_USING_SHA256, userKey, null);
    }

    /** Signs with the key of the services (ES256). */
    public String asService(TokenClaims claims) {
        return sign(claims, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, serviceKey, SERVICE_ISSUER);
    }

    private String sign(TokenClaims claims, String algorithm, PrivateKey key, @Nullable String keyId) {
        Instant now = clock.instant();
        JwtClaims body = new JwtClaims();
        body.setIssuer(claims.issuer());
        body.setAudience(claims.audience());
        body.setSubject(claims.subject());
        body.setIssuedAt(NumericDate.fromMilliseconds(now.toEpochMilli()));
        body.setExpirationTime(
                NumericDate.fromMilliseconds(now.plus(claims.lifetime()).toEpochMilli()));
        body.setStringListClaim("groups", claims.groups());
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(body.toJson());
        signature.setKey(key);
        signature.setAlgorithmHeaderValue(algorithm);
        if (keyId != null) {
            signature.setKeyIdHeaderValue(keyId);
        }
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
    }
}
