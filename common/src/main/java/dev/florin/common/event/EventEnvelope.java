package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event on the wire: CloudEvents 1.0 in JSON, with Florin's extension attributes behind {@code data}.
 *
 * @param id unique per {@code source}; the same event told again has the same id
 * @param source the service that tells, as a URI reference: {@code /wallet-service}
 * @param type the {@linkplain EventType#wireName() wire name}
 * @param subject what it is about, in the source's words; may be absent
 * @param data a JSON object; of an envelope that was not read from the wire, the event itself, still to be written
 * @param audience the users who are told; empty means everyone. On the wire one string, see {@link AudienceJson}
 * @param topic what a client may subscribe to: {@code transfer:…}
 * @param priority absent means {@linkplain FlorinEvent#priority() the event's own}
 * @param traceparent the trace in which it happened (the distributed tracing extension of CloudEvents)
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventEnvelope(
        String specversion,
        String id,
        String source,
        String type,
        Instant time,
        @Nullable String subject,
        String datacontenttype,
        JsonNode data,

        @JsonSerialize(using = AudienceJson.Writer.class) @JsonDeserialize(using = AudienceJson.Reader.class)
        List<String> audience,

        @Nullable String topic,
        @Nullable Priority priority,
        @Nullable String traceparent) {
    /** How a batch of envelopes is labelled. */
    public static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

    private static final int MAX_ID_LENGTH = 128;
    private static final int MAX_AUDIENCE = 1000;

    /**
     * @throws FlorinException {@link ProblemType#INVALID_EVENT} when a required attribute is missing or out of bounds
     */
    // What comes off the wire may lack anything, whatever the types say.
    @SuppressWarnings("ConstantValue")
    public EventEnvelope {
        if (!"1.0".equals(specversion)) {
            throw invalid("specversion must be 1.0");
        }
        requireText(id, "id");
        requireText(source, "source");
        requireText(type, "type");
        if (time == null) {
            throw invalid("time is missing");
        }
        datacontenttype = datacontenttype == null ? "application/json" : datacontenttype;
        if (data == null || !(data.isObject() || own(data) != null)) {
            throw invalid("data must be a JSON object");
        }
        audience = audience == null ? List.of() : List.copyOf(audience);
        if (audience.size() > MAX_AUDIENCE) {
            throw invalid("audience has more than " + MAX_AUDIENCE + " users");
        }
        audience.forEach(user -> requireText(user, "a user in the audience"));
    }

    /** Wraps an event. */
    public static EventEnvelope of(
            String id,
            String source,
            Instant time,
            FlorinEvent event,
            List<String> audience,
            @Nullable String topic,
            @Nullable String traceparent) {
        return new EventEnvelope(
                "1.0",
                id,
                source,
                event.type().wireName(),
                time,
                topic,
                "application/json",
                // To be written at once when the envelope is: most are, and never looked into.
                new POJONode(event),
                audience,
                topic,
                event.priority(),
                traceparent);
    }

    /** The same event as a part of another piece of work in its trace. */
    public EventEnvelope under(@Nullable String otherTraceparent) {
        return new EventEnvelope(
                specversion,
                id,
                source,
                type,
                time,
                subject,
                datacontenttype,
                data,
                audience,
                topic,
                priority,
                otherTraceparent);
    }

    /** @throws FlorinException {@link ProblemType#UNKNOWN_EVENT_TYPE} */
    public EventType eventType() {
        return EventType.ofWireName(type);
    }

    /**
     * The event inside.
     *
     * @throws FlorinException {@link ProblemType#UNKNOWN_EVENT_TYPE}, or {@link ProblemType#INVALID_EVENT} when the
     *     data does not have the shape of its type
     */
    public FlorinEvent event() {
        FlorinEvent own = own(data);
        if (own != null) {
            return own;
        }
        EventType known = eventType();
        try {
            return Json.mapper().treeToValue(data, known.record());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw invalid("data of " + id + " is not a " + known.wireName());
        }
    }

    private static @Nullable FlorinEvent own(JsonNode data) {
        return data instanceof POJONode node && node.getPojo() instanceof FlorinEvent event ? event : null;
    }

    private static void requireText(@Nullable String value, String name) {
        if (value == null || value.isBlank() || value.length() > MAX_ID_LENGTH) {
            throw invalid(name + " must have 1 to " + MAX_ID_LENGTH + " characters");
        }
    }

    private static FlorinException invalid(String detail) {
        return new FlorinException(ProblemType.INVALID_EVENT, detail + ".");
    }
}
