package dev.florin.common.security;

import java.security.Principal;
import java.time.Instant;
import java.util.Set;

/**
 * Who is asking, as a valid token says it.
 *
 * @param id the token's {@code sub}: a user's id, or a service's name
 * @param roles of {@code user}, {@code admin}, {@code service}
 * @param issuedAt when the token was made; the beginning of time if it does not say so
 * @param expiresAt when the token ends
 */
public record Caller(String id, Set<String> roles, Instant issuedAt, Instant expiresAt) implements Principal {
    public static final String USER = "user";
    public static final String ADMIN = "admin";
    public static final String SERVICE = "service";

    /** The longest id that a token may carry: it is part of keys, topics and audiences. */
    public static final int MAX_ID_LENGTH = 128;

    public Caller {
        roles = Set.copyOf(roles);
    }

    @Override
    public String getName() {
        return id;
    }
}
