package dev.florin.notification.feed;

import dev.florin.common.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, as its token says it.
 *
 * @param issuedAt when the token was made
 * @param end when the connection is over unless a newer token prolongs it
 * @param address where the client was seen to come from, if that is known
 */
public record Subscriber(
        String userId,
        Set<String> roles,
        Instant issuedAt,
        Instant end,
        @Nullable String address) {
    public Subscriber {
        roles = Set.copyOf(roles);
    }

    /** @param grace how long the connection may outlive its token */
    public static Subscriber of(Caller caller, Duration grace, @Nullable String address) {
        return new Subscriber(
                caller.id(),
                caller.roles(),
                caller.issuedAt(),
                caller.expiresAt().plus(grace),
                address);
    }
}
