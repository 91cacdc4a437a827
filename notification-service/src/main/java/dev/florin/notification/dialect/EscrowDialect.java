package dev.florin.notification.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.event.Delivery;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventType;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of seed 001: {@code connected}, {@code escrow_update}, {@code payment_status}, {@code status_change} and
 * {@code pong}; nothing of an escrow that was not subscribed to. What the seed has no message for (a confirmation, a
 * dispute) is an {@code escrow_update} whose {@code data.event_type} says what it is.
 *
 * <p>Events have {@code timestamp}, {@code seq} and {@code id} beside the seed's fields. Beyond the seed the server
 * says {@code subscribed} (to what, after each change), {@code refreshed}, {@code resync} and {@code error}. Positions
 * are those of the user's whole stream: between two frames {@code seq} has holes.
 */
public final class EscrowDialect implements Dialect {
    /** Before an escrow's id, in the topic of its events. */
    static final String TOPIC = "escrow:";

    private static final String UPDATE = "escrow_update";

    /** Also what keeps the path of a question to escrow-service in its place. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final Set<String> TYPES = Arrays.stream(EventType.values())
            .filter(type -> EscrowEvent.class.isAssignableFrom(type.record()))
            .map(EventType::wireName)
            .collect(Collectors.toUnmodifiableSet());

    /** Subscribe to an escrow, if it is the user's. */
    record Follow(String topic) implements Command.Ask {}

    @Override
    public String name() {
        return "escrow";
    }

    @Override
    public boolean shows(Delivery delivery) {
        return delivery == Delivery.STREAM;
    }

    /** The escrow, in the form of its topic. */
    @Override
    public String subject(Notice notice) {
        return TYPES.contains(notice.type())
                ? TOPIC + data(notice).path("escrow_id").asText()
                : notice.type();
    }

    @Override
    public @Nullable String text(Notice notice) {
        if (!(notice.place() instanceof Place.Stream(long seq))
                || !TYPES.contains(notice.type())
                || !(notice.event() instanceof EscrowEvent event)) {
            return null;
        }
        ObjectNode message = message(event, data(notice))
                .put("timestamp", Json.text(notice.time()))
                .put("seq", seq)
                .put("id", notice.id());
        return write(message);
    }

    private static ObjectNode message(EscrowEvent event, ObjectNode data) {
        return switch (event) {
            case EscrowEvent.EscrowUpdate update -> update(update, update.status(), update.eventType(), data);
            case EscrowEvent.ConfirmationAdded added -> update(added, added.status(), "confirmation_added", data);
            case EscrowEvent.DisputeRaised raised -> update(raised, "DISPUTED", "dispute_raised", data);
            case EscrowEvent.DisputeResolved resolved -> update(resolved, status(resolved), "dispute_resolved", data);
            case EscrowEvent.PaymentStatus _, EscrowEvent.StatusChange _ -> flat(event, data);
        };
    }

    /** What clients of the seed read comes first: they take the status from every update. */
    private static ObjectNode update(EscrowEvent event, String status, String eventType, ObjectNode data) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode().put("status", status);
        if (data.has("amount")) {
            shown.set("amount", data.get("amount"));
        }
        shown.put("event_type", eventType);
        data.remove(Set.of("escrow_id", "status", "amount", "event_type"));
        shown.setAll(data);
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("type", UPDATE).put("escrow_id", event.escrowId());
        message.set("data", shown);
        return message;
    }

    private static ObjectNode flat(EscrowEvent event, ObjectNode data) {
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("type", event.type().wireName());
        message.setAll(data);
        return message;
    }

    /** A decision ends the escrow. Of a producer that does not say how: refunded if the seller gets nothing by it. */
    private static String status(EscrowEvent.DisputeResolved resolved) {
        if (resolved.status() != null) {
            return resolved.status();
        }
        return resolved.releasedAmount().signum() == 0 ? "REFUNDED" : "RELEASED";
    }

    @Override
    public String text(Signal signal) {
        return switch (signal) {
            case Signal.Connected(String userId, long seq, long epoch, Instant at) ->
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "connected")
                        .put("user_id", userId)
                        .put("timestamp", Json.text(at))
                        .put("epoch", epoch)
                        .put("seq", seq)
                        .toString();
            case Signal.Pong(Instant at) -> FrameJson.message("pong", at).toString();
            case Signal.Filtered(TypeFilter filter, Instant at) -> {
                ObjectNode message = FrameJson.message("subscribed", at);
                var ids = message.putArray("escrow_ids");
                new TreeSet<>(filter.types()).forEach(topic -> ids.add(topic.substring(TOPIC.length())));
                yield message.toString();
            }
            case Signal.Refreshed refreshed -> FrameJson.refreshed(refreshed);
            case Signal.Resync resync -> FrameJson.resync(resync);
            case Signal.Failure failure -> FrameJson.error(failure);
        };
    }

    @Override
    public Command command(String text) {
        return CommandJson.read(text, message -> switch (CommandJson.word(message)) {
            case "subscribe" -> new Follow(topic(message));
            case "unsubscribe" -> new Command.Unsubscribe(Set.of(topic(message)));
            case "ping" -> new Command.Ping();
            case "ack" -> new Command.Ack(CommandJson.position(message, "seq"));
            case "resume" -> CommandJson.resume(message);
            case "refresh" -> new Command.Refresh(CommandJson.text(message, "token"));
            default ->
                new Command.Unknown(
                        "unknown-command", "Known are subscribe, unsubscribe, ping, ack, resume and refresh.");
        });
    }

    private static String topic(JsonNode message) {
        return TOPIC + CommandJson.matching(message, "escrow_id", ID);
    }

    private static ObjectNode data(Notice notice) {
        try {
            return Json.mapper().readValue(notice.data(), ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored event " + notice.id() + " is not a JSON object", e);
        }
    }

    private static String write(JsonNode message) {
        try {
            return Json.mapper().writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
