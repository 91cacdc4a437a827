package dev.florin.notification.channel;

import java.net.URI;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Says to a push service who we are (RFC 8292).
 *
 * @param publicKey in base64url, as subscriptions were made with it
 */
record Vapid(String publicKey, ECPrivateKey privateKey, String contact) {
    /** RFC 8292 allows a day; clocks differ. */
    private static final Duration LIFE = Duration.ofHours(12);

    /** The value of {@code Authorization} for a message to this endpoint, good for half a day. */
    String authorization(URI endpoint, Instant now) {
        JwtClaims claims = new JwtClaims();
        claims.setAudience(endpoint.getScheme() + "://" + endpoint.getRawAuthority());
        claims.setSubject(contact);
        claims.setExpirationTime(NumericDate.fromMilliseconds(now.plus(LIFE).toEpochMilli()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setHeader("typ", "JWT");
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setPayload(claims.toJson());
        signature.setKey(privateKey);
        try {
            return "vapid t=" + signature.getCompactSerialization() + ", k=" + publicKey;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
