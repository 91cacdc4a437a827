package dev.florin.common.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.security.Key;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Turns a bearer token into a {@link Caller}, or refuses it. Users' tokens come from their issuer, services' tokens
 * from the services themselves; each side has its own keys, and the role {@code service} counts only on a token of the
 * second kind.
 */
public final class TokenVerifier {
    private static final int MAX_TOKEN_LENGTH = 8 * 1024;
    private static final AlgorithmConstraints ALGORITHMS =
            new AlgorithmConstraints(ConstraintType.PERMIT, "RS256", "ES256");

    private final Party users;
    private final Party services;
    private final Cache<String, Verified> verified;
    private final Revocations revocations;
    private final Clock clock;

    /** One side whose tokens are believed. */
    public record Party(String issuer, String audience, Keys keys) {}

    /** The keys with which a side signs, as they are known at the moment. */
    @FunctionalInterface
    public interface Keys extends Supplier<List<KeySource.PublishedKey>> {
        /** A token was signed with a key that is not among them; not waited for. */
        default void missed() {}
    }

    /** What a token was found to say, as long as its side has the same keys: a key that is withdrawn takes it along. */
    private record Verified(Caller caller, Party party, List<KeySource.PublishedKey> keys) {
        boolean stands() {
            return keys.equals(party.keys().get());
        }
    }

    public TokenVerifier(Party users, Party services, int rememberedTokens, Revocations revocations, Clock clock) {
        this.users = users;
        this.services = services;
        this.revocations = revocations;
        this.clock = clock;
        this.verified = Caffeine.newBuilder().maximumSize(rememberedTokens).build();
    }

    /**
     * @throws FlorinException {@link ProblemType#TOKEN_EXPIRED}, {@link ProblemType#TOKEN_REVOKED}, or
     *     {@link ProblemType#UNAUTHENTICATED} for any other fault
     */
    public Caller verify(String token) {
        Verified known = verified.getIfPresent(token);
        if (known == null || !known.stands()) {
            known = check(token);
            verified.put(token, known);
        }
        if (!clock.instant().isBefore(known.caller().expiresAt())) {
            verified.invalidate(token);
            throw expired();
        }
        requireUnrevoked(known.caller());
        return known.caller();
    }

    /**
     * For a caller who was verified some time ago.
     *
     * @throws FlorinException {@link ProblemType#TOKEN_REVOKED}
     */
    public void requireUnrevoked(Caller caller) {
        if (revocations.cover(caller)) {
            throw new FlorinException(ProblemType.TOKEN_REVOKED, "The token was revoked; get a new one.");
        }
    }

    private Verified check(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            throw refused();
        }
        boolean ofService = isOfService(token);
        Party party = ofService ? services : users;
        List<KeySource.PublishedKey> keys = party.keys().get();
        try {
            JwtClaims claims = consumer(party, keys).processToClaims(token);
            Set<String> roles = claims.hasClaim("groups")
                    ? claims.getStringListClaimValue("groups").stream()
                            .filter(role -> role.equals(Caller.SERVICE) == ofService)
                            .collect(Collectors.toSet())
                    : Set.of();
            NumericDate issuedAt = claims.getIssuedAt();
            Caller caller = new Caller(
                    usable(claims.getSubject()),
                    roles,
                    issuedAt == null ? Instant.EPOCH : Instant.ofEpochSecond(issuedAt.getValue()),
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
            return new Verified(caller, party, keys);
        } catch (InvalidJwtException e) {
            throw e.hasExpired() ? expired() : refused();
        } catch (MalformedClaimException | DateTimeException | ArithmeticException | ClassCastException e) {
            throw refused();
        }
    }

    private static String usable(String id) {
        if (id.isBlank() || id.length() > Caller.MAX_ID_LENGTH || id.chars().anyMatch(Character::isISOControl)) {
            throw refused();
        }
        return id;
    }

    private static boolean isOfService(String token) {
        try {
            return ServiceToken.KEY_ID.equals(
                    JsonWebStructure.fromCompactSerialization(token).getKeyIdHeaderValue());
        } catch (JoseException | ClassCastException e) {
            // The library casts header fields before anybody has checked what kind they are.
            throw refused();
        }
    }

    private JwtConsumer consumer(Party party, List<KeySource.PublishedKey> keys) {
        return new JwtConsumerBuilder()
                .setRequireExpirationTime()
                .setRequireSubject()
                .setExpectedIssuer(party.issuer())
                .setExpectedAudience(party.audience())
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setVerificationKeyResolver((jws, _) -> keyFor(jws, party, keys))
                .build();
    }

    /**
     * A key that the token names, else whichever made its signature; never a key of another algorithm. There is more
     * than one without a name while they are being exchanged.
     */
    private static Key keyFor(JsonWebSignature jws, Party party, List<KeySource.PublishedKey> keys)
            throws UnresolvableKeyException {
        String keyId = jws.getKeyIdHeaderValue();
        List<Key> fitting = keys.stream()
                .filter(key -> KeySource.algorithmOf(key.key()).equals(jws.getAlgorithmHeaderValue()))
                .filter(key -> keyId == null || key.id() == null || key.id().equals(keyId))
                .<Key>map(KeySource.PublishedKey::key)
                .toList();
        for (Key key : fitting) {
            if (hasSigned(key, jws)) {
                return key;
            }
        }
        // It may be newer than what is known: the next token with it is believed, if its source knows it.
        party.keys().missed();
        throw new UnresolvableKeyException("no key fits");
    }

    private static boolean hasSigned(Key key, JsonWebSignature jws) {
        try {
            jws.setAlgorithmConstraints(ALGORITHMS);
            jws.setKey(key);
            return jws.verifySignature();
        } catch (JoseException e) {
            return false;
        }
    }

    private static FlorinException expired() {
        return new FlorinException(ProblemType.TOKEN_EXPIRED, "The token has expired; get a new one.");
    }

    private static FlorinException refused() {
        return new FlorinException(ProblemType.UNAUTHENTICATED, "The token is not one that is accepted here.");
    }
}
