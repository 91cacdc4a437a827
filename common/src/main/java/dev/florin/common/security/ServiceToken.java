package dev.florin.common.security;

import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * The token with which one service calls another: ES256, {@value #LIFETIME_S} seconds, made anew before it ends, with
 * whatever key there is then: a new one needs no restart.
 */
public final class ServiceToken {
    /** {@code iss} of every service token. */
    public static final String ISSUER = "florin-service";

    /** {@code kid} in the header: how a verifier tells a service's token from a user's before it checks it. */
    public static final String KEY_ID = "florin-service";

    private static final int LIFETIME_S = 60;

    private final String serviceName;
    private final String audience;
    private final Supplier<PrivateKey> key;
    private final Clock clock;
    private volatile Signed current = new Signed("", Instant.EPOCH);

    private record Signed(String token, Instant renewAt) {}

    /** @param key asked for each time a token is made */
    public ServiceToken(String serviceName, String audience, Supplier<PrivateKey> key, Clock clock) {
        this.serviceName = serviceName;
        this.audience = audience;
        this.key = key;
        this.clock = clock;
    }

    /** A token that is good for half of its life at least. */
    public String token() {
        Signed last = current;
        if (!clock.instant().isBefore(last.renewAt())) {
            last = sign();
            current = last;
        }
        return last.token();
    }

    private Signed sign() {
        Instant now = clock.instant();
        Duration lifetime = Duration.ofSeconds(LIFETIME_S);
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(audience);
        claims.setSubject(serviceName);
        claims.setIssuedAt(NumericDate.fromMilliseconds(now.toEpochMilli()));
        claims.setExpirationTime(NumericDate.fromMilliseconds(now.plus(lifetime).toEpochMilli()));
        claims.setStringListClaim("groups", List.of(Caller.SERVICE));
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(key.get());
        jws.setKeyIdHeaderValue(KEY_ID);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        try {
            return new Signed(jws.getCompactSerialization(), now.plus(lifetime.dividedBy(2)));
        } catch (JoseException e) {
            throw new IllegalStateException("cannot sign a service token", e);
        }
    }
}
