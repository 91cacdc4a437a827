package dev.florin.notification.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.AccountEvent;
import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.ChatEvent;
import dev.florin.common.event.Delivery;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.Priority;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.common.event.RailEvent;
import dev.florin.common.event.RedPacketEvent;
import dev.florin.common.event.RefundEvent;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that has come in and was found to be in order.
 *
 * @param data the JSON that is stored and sent
 * @param latest what it is the newest value of, if its type delivers only that
 */
record Arrival(
        String id,
        EventType type,
        Instant time,
        String data,
        Priority priority,
        List<String> audience,
        @Nullable String topic,
        @Nullable String traceparent,
        Optional<Place.Latest> latest) {
    private static final int MAX_USER_ID_LENGTH = 128;

    Arrival {
        audience = List.copyOf(audience);
    }

    /**
     * @throws FlorinException {@link ProblemType#UNKNOWN_EVENT_TYPE}, or {@link ProblemType#INVALID_EVENT} when the
     *     data is not what its type says, or there is nobody to be told
     */
    static Arrival of(EventEnvelope envelope) {
        FlorinEvent event = envelope.event();
        List<String> audience = envelope.audience().stream().distinct().toList();
        if (audience.isEmpty() && event.type() != EventType.SYSTEM_ALERT) {
            throw invalid("audience of " + envelope.id() + " is empty; only a system_alert is for everyone.");
        }
        for (String user : audience) {
            if (user.isBlank() || user.length() > MAX_USER_ID_LENGTH || hasNul(user)) {
                throw invalid("audience of " + envelope.id() + " has an entry that is no user id.");
            }
        }
        if (hasNul(envelope.id()) || hasNul(envelope.topic()) || hasNul(envelope.traceparent())) {
            throw invalid("Attributes of an event must not contain the character NUL.");
        }
        return new Arrival(
                envelope.id(),
                event.type(),
                envelope.time(),
                json(envelope),
                envelope.priority() == null ? event.priority() : envelope.priority(),
                audience,
                envelope.topic(),
                envelope.traceparent(),
                latest(event));
    }

    Arrival under(@Nullable String otherTraceparent) {
        return new Arrival(id, type, time, data, priority, audience, topic, otherTraceparent, latest);
    }

    /** The same for these users. */
    Arrival to(List<String> users) {
        return new Arrival(id, type, time, data, priority, users, topic, traceparent, latest);
    }

    /** Whether no client is shown it, and only this service's own desks hear of it. */
    boolean isSilent() {
        return type.delivery() == Delivery.SILENT;
    }

    boolean isForEveryone() {
        return audience.isEmpty();
    }

    /** Whether everyone gets a notification of it, and not only who comes while it is shown. */
    boolean isCircular() {
        return isForEveryone() && priority == Priority.CRITICAL;
    }

    Notice notice(Place place, Instant acceptedAt) {
        return new Notice(id, type.wireName(), time, data, place, acceptedAt, traceparent);
    }

    /** The key and version of what is told by its newest value alone. */
    private static Optional<Place.Latest> latest(FlorinEvent event) {
        return switch (event) {
            case FlorinEvent.BalanceUpdate update ->
                Optional.of(new Place.Latest("balance_update:" + update.walletId(), update.version()));
            case FlorinEvent.FiguresChanged _,
                    FlorinEvent.CreditAdded _,
                    FlorinEvent.CreditDeducted _,
                    FlorinEvent.TransactionNotification _,
                    FlorinEvent.PaymentReceived _,
                    FlorinEvent.TransferUpdate _,
                    FlorinEvent.SecurityAlert _,
                    FlorinEvent.SystemAlert _,
                    RailEvent _,
                    PurchaseEvent _,
                    AlertEvent _,
                    RefundEvent _,
                    ChatEvent _,
                    EscrowEvent _,
                    RedPacketEvent _,
                    AccountEvent _ -> Optional.empty();
        };
    }

    /** The one character that PostgreSQL cannot keep in text. */
    private static boolean hasNul(@Nullable String text) {
        return text != null && text.indexOf('\0') >= 0;
    }

    private static String json(EventEnvelope envelope) {
        try {
            return Json.mapper().writeValueAsString(envelope.data());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FlorinException invalid(String detail) {
        return new FlorinException(ProblemType.INVALID_EVENT, detail);
    }
}
