package dev.florin.notification.presence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the contacts of a user see, and how it goes on.
 *
 * @param lastSeen when a connection was last known; of who is there it may be some minutes old
 * @param lostAt since when there is no connection, as long as one may still come back; contacts do not see this
 */
public record Presence(
        String userId,
        Status status,
        Instant lastSeen,
        @Nullable Instant lostAt) {
    public enum Status {
        @JsonProperty("online")
        ONLINE,
        /** Connected, and nobody looks at any of the devices. */
        @JsonProperty("away")
        AWAY,
        @JsonProperty("offline")
        OFFLINE;

        /** The name on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Presence unknown(String userId, Instant now) {
        return new Presence(userId, Status.OFFLINE, now, null);
    }

    /** One device that somebody looks at is enough. */
    static Status of(Set<UUID> connections, Set<UUID> away) {
        if (connections.isEmpty()) {
            return Status.OFFLINE;
        }
        return away.containsAll(connections) ? Status.AWAY : Status.ONLINE;
    }

    /**
     * What becomes of it.
     *
     * @param connected what the connections say now
     * @param grace how long somebody may be away from all devices without being seen to be
     * @param refresh how old {@code lastSeen} may become while somebody is there
     * @return this, if nothing changes
     */
    Presence next(Status connected, Instant now, Duration grace, Duration refresh) {
        if (connected != Status.OFFLINE) {
            boolean isFresh = lostAt == null && lastSeen.plus(refresh).isAfter(now);
            return connected == status && isFresh ? this : new Presence(userId, connected, now, null);
        }
        if (status == Status.OFFLINE) {
            return this;
        }
        if (lostAt == null) {
            return new Presence(userId, status, now, now);
        }
        return lostAt.plus(grace).isAfter(now) ? this : new Presence(userId, Status.OFFLINE, lastSeen, null);
    }
}
