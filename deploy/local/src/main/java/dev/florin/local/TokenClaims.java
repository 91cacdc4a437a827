package dev.florin.local;

import java.time.Duration;
import java.util.List;

/**
 * What a token is to say.
 *
 * @param lifetime from now; negative for one that has already expired
 */
public record TokenClaims(String subject, List<String> groups, String issuer, String audience, Duration lifetime) {
    public TokenClaims {
        groups = List.copyOf(groups);
    }

    public TokenClaims withGroups(String... changed) {
        return new TokenClaims(subject, List.of(changed), issuer, audience, lifetime);
    }

    public TokenClaims withIssuer(String changed) {
        return new TokenClaims(subject, groups, changed, audience, lifetime);
    }

    public TokenClaims withAudience(String changed) {
        return new TokenClaims(subject, groups, issuer, changed, lifetime);
    }

    public TokenClaims withLifetime(Duration changed) {
        return new TokenClaims(subject, groups, issuer, audience, changed);
    }
}
