package dev.florin.notification.broadcast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said, and to whom (seed 000): to everyone, unless a role or users are named.
 *
 * @param type {@code system_alert}, and no other: the rest of the catalogue is what services say happened, and not even
 *     an administrator makes a payment happen by saying so
 * @param data {@code message} and {@code severity}
 * @param role the role "user" or "admin": who is connected with that role, and who connects with it within a day;
 *     nobody keeps a list of users and their roles here
 * @param topic {@code escrow:} and an id: who was ever told of it
 * @param users who is told, connected or not
 */
public record BroadcastRequest(
        String type,
        JsonNode data,
        @Nullable String role,
        @Nullable String topic,
        @Nullable List<String> users) {
    private static final int MAX_MESSAGE_LENGTH = 2000;
    private static final int MAX_TOPIC_LENGTH = 128;
    private static final int MAX_USERS = 1000;
    private static final Set<String> SEVERITIES = Set.of("info", "warning", "error", "critical");
    private static final Set<String> ROLES = Set.of(Caller.USER, Caller.ADMIN);

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    // What comes off the wire may lack anything, whatever the types say.
    @SuppressWarnings("ConstantValue")
    public BroadcastRequest {
        Required.field("type", type);
        Required.field("data", data);
        users = users == null ? null : users.stream().distinct().toList();
        if (Stream.of(role, topic, users).filter(Objects::nonNull).count() > 1) {
            throw Required.invalid("users", "cannot be combined with role or topic, nor these with each other");
        }
        Required.atMost(MAX_TOPIC_LENGTH, "topic", topic);
        if (role != null && !ROLES.contains(role)) {
            throw Required.invalid("role", "is user or admin");
        }
        if (users != null) {
            if (users.isEmpty() || users.size() > MAX_USERS) {
                throw Required.invalid("users", "has 1 to " + MAX_USERS + " users");
            }
            users.forEach(user -> {
                Required.field("users", user);
                Required.atMost(Caller.MAX_ID_LENGTH, "users", user);
            });
        }
    }

    /**
     * The event inside.
     *
     * @throws FlorinException {@link ProblemType#UNKNOWN_EVENT_TYPE}; {@link ProblemType#INVALID_EVENT} for a type that
     *     cannot be broadcast, and for data that is not an alert
     */
    FlorinEvent event() {
        if (EventType.ofWireName(type) != EventType.SYSTEM_ALERT) {
            throw new FlorinException(ProblemType.INVALID_EVENT, "Only a system_alert can be broadcast.");
        }
        String message = data.path("message").asText("");
        String severity = data.path("severity").asText("info");
        if (!data.isObject() || message.isBlank() || message.length() > MAX_MESSAGE_LENGTH) {
            throw new FlorinException(
                    ProblemType.INVALID_EVENT, "data.message has 1 to " + MAX_MESSAGE_LENGTH + " characters.");
        }
        if (!SEVERITIES.contains(severity)) {
            throw new FlorinException(ProblemType.INVALID_EVENT, "data.severity is info, warning, error or critical.");
        }
        Required.storable(message);
        return new FlorinEvent.SystemAlert(message, severity);
    }

    /** To whom, for the record. */
    ObjectNode audience() {
        ObjectNode audience = JsonNodeFactory.instance.objectNode();
        if (role != null) {
            audience.put("role", role);
        } else if (topic != null) {
            audience.put("topic", topic);
        } else if (users != null) {
            users.forEach(audience.putArray("users")::add);
        } else {
            audience.put("everyone", true);
        }
        return audience;
    }
}
