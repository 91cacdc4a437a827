package dev.florin.notification.contact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.notification.presence.Presence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom a user has added.
 *
 * @param mutual whether the other has added this user, too; only then do the two see each other's presence and may
 *     write to each other
 * @param status of a mutual contact; absent if it is none
 * @param lastSeen of a mutual contact who was ever connected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Contact(
        String userId,
        boolean mutual,
        Instant addedAt,
        Presence.@Nullable Status status,
        @Nullable Instant lastSeen) {
    /** As the database has it. */
    Contact(String userId, boolean mutual, Instant addedAt) {
        this(userId, mutual, addedAt, null, null);
    }

    /** With what a contact may see; somebody who was never here is offline. */
    Contact seen(@Nullable Presence presence) {
        return presence == null
                ? new Contact(userId, mutual, addedAt, Presence.Status.OFFLINE, null)
                : new Contact(userId, mutual, addedAt, presence.status(), presence.lastSeen());
    }

    /** A user's contacts, by id; there are never more than one answer holds. */
    public record All(List<Contact> contacts) {
        public All {
            contacts = List.copyOf(contacts);
        }
    }

    /** Somebody who has added the user who asks, and waits for the same. */
    public record Request(String userId, Instant addedAt) {}

    /** Who waits, newest first. */
    public record Requests(List<Request> requests) {
        public Requests {
            requests = List.copyOf(requests);
        }
    }

    /** Body of a request. */
    public record Draft(String userId) {
        /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
        public Draft {
            Required.field("user_id", userId);
            Required.atMost(Caller.MAX_ID_LENGTH, "user_id", userId);
        }
    }
}
