package dev.florin.notification.feed;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.florin.common.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells all others. Nothing may depend on its arrival: what has to be known is in the database, and is
 * found there a little later. Nodes of two versions hear each other: what is added is passed over by the older one.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Wake.class, name = "wake"),
    @JsonSubTypes.Type(value = NodeMessage.Passed.class, name = "passed"),
    @JsonSubTypes.Type(value = NodeMessage.Close.class, name = "close"),
    @JsonSubTypes.Type(value = NodeMessage.Spent.class, name = "spent"),
    @JsonSubTypes.Type(value = NodeMessage.Tried.class, name = "tried"),
    @JsonSubTypes.Type(value = NodeMessage.Revoked.class, name = "revoked"),
    @JsonSubTypes.Type(value = NodeMessage.Unheard.class, name = "unheard")
})
public sealed interface NodeMessage
        permits Wake,
                NodeMessage.Passed,
                NodeMessage.Close,
                NodeMessage.Spent,
                NodeMessage.Tried,
                NodeMessage.Revoked,
                NodeMessage.Unheard {
    /** Who says so. */
    String node();

    /**
     * A {@linkplain Place.Passing passing} notice for whoever of these users is connected.
     *
     * @param traceparent left out if nobody collects its trace
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Passed(
            String node,
            List<String> users,
            String id,
            String type,
            Instant time,
            String data,
            @Nullable String key,
            @Nullable String traceparent)
            implements NodeMessage {
        public Passed {
            users = List.copyOf(users);
        }

        static Passed of(String node, List<String> users, Notice notice, @Nullable String key, @Nullable String trace) {
            return new Passed(node, users, notice.id(), notice.type(), notice.time(), notice.data(), key, trace);
        }

        /** The same for some of its users. */
        Passed to(List<String> some) {
            return new Passed(node, some, id, type, time, data, key, traceparent);
        }

        Notice notice() {
            return new Notice(id, type, time, data, new Place.Passing(key), time, traceparent);
        }
    }

    /** Whoever holds one of these connections of a user ends it. */
    record Close(String node, String userId, List<UUID> connections, CloseCode code) implements NodeMessage {
        public Close {
            connections = List.copyOf(connections);
        }
    }

    /** So many messages these users sent to the telling node lately; their rate is one for all nodes. */
    record Spent(String node, Map<String, Integer> messages) implements NodeMessage {
        public Spent {
            messages = Map.copyOf(messages);
        }
    }

    /** So many attempts to connect these addresses made at the telling node lately; their rate is one for all nodes. */
    record Tried(String node, Map<String, Integer> attempts) implements NodeMessage {
        public Tried {
            attempts = Map.copyOf(attempts);
        }
    }

    /** Tokens of a user that were issued before are no longer good. */
    record Revoked(String node, String userId, Instant issuedBefore) implements NodeMessage {}

    /** Something that this node said before was lost. */
    record Unheard(String node) implements NodeMessage {}

    /**
     * Whether somebody goes without if it is lost: all else is found in the database, or is worth nothing later. That
     * something was lost is not to be lost either.
     */
    static boolean isMissed(NodeMessage message) {
        return message instanceof Passed || message instanceof Unheard;
    }

    /** JSON in ASCII: so many characters are so many bytes. */
    default String encoded() {
        try {
            return Json.mapper()
                    .writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .forType(NodeMessage.class)
                    .writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty if it is not one that this version understands. */
    static Optional<NodeMessage> decoded(String payload) {
        try {
            return Optional.of(Json.mapper().readValue(payload, NodeMessage.class));
        } catch (JsonProcessingException | NullPointerException e) {
            return Optional.empty();
        }
    }
}
