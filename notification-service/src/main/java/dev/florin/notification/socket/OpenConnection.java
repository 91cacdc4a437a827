package dev.florin.notification.socket;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection that some node holds.
 *
 * @param node the name of that node
 * @param roles those of the token it was opened with
 * @param address where the client was seen to come from
 * @param messages sent to the client; some seconds old if another node sent them
 */
public record OpenConnection(
        UUID id,
        String node,
        String userId,
        Set<String> roles,
        String dialect,
        @Nullable String address,
        Instant connectedAt,
        long messages) {
    public OpenConnection {
        roles = Set.copyOf(roles);
    }

    /** How many there are, and whose. */
    public record Counts(long users, long connections) {}
}
