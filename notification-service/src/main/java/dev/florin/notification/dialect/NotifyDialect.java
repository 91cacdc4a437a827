package dev.florin.notification.dialect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.Delivery;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of seed 003's notifications: {@code {type, data: {message, amount}, timestamp}} with type
 * {@code notification} or {@code alert}. What the event is called, its currency and all that its producer said of it
 * stand beside that, and {@code seq} and {@code id} as everywhere. That another device has read something is said as
 * {@code notification_state} in the same frame: a client of the seed passes over types that it does not know. Of what
 * else is passing (presence, typing) it has no word.
 */
public final class NotifyDialect implements Dialect {
    @Override
    public String name() {
        return "btpay-notify";
    }

    @Override
    public boolean shows(Delivery delivery) {
        return switch (delivery) {
            case STREAM, PASSING -> true;
            case LATEST, SILENT -> false;
        };
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Message(
            String type,
            Data data,
            Instant timestamp,
            @Nullable Long seq,
            String id) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Data(
            String message,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            String eventType,
            @JsonRawValue String details) {}

    record State(String type, @JsonRawValue String data, Instant timestamp, String id) {}

    @Override
    public @Nullable String text(Notice notice) {
        return notice.type().equals(FrameJson.NOTIFICATION_STATE) ? state(notice) : told(notice);
    }

    private static String state(Notice notice) {
        return json(new State(notice.type(), notice.data(), notice.time(), notice.id()));
    }

    private static @Nullable String told(Notice notice) {
        Told told = Told.of(notice);
        if (told == null) {
            return null;
        }
        Long seq = notice.place() instanceof Place.Stream(long at) ? (Long) at : null;
        return json(new Message(
                told.isAlert() ? "alert" : "notification",
                new Data(told.message(), told.amount(), told.currency(), notice.type(), notice.data()),
                notice.time(),
                seq,
                notice.id()));
    }

    @Override
    public @Nullable String text(Signal signal) {
        return switch (signal) {
            case Signal.Pong pong -> FrameJson.message("pong", pong.at()).toString();
            case Signal.Refreshed refreshed -> FrameJson.refreshed(refreshed);
            case Signal.Resync resync -> FrameJson.resync(resync);
            case Signal.Failure failure -> FrameJson.error(failure);
            case Signal.Connected _, Signal.Filtered _ -> null;
        };
    }

    @Override
    public Command command(String text) {
        return CommandJson.read(text, message -> switch (CommandJson.word(message, "command")) {
            case "ping" -> new Command.Ping();
            case "ack" -> new Command.Ack(CommandJson.position(message, "seq"));
            case "resume" -> CommandJson.resume(message);
            case "refresh" -> new Command.Refresh(CommandJson.text(message, "token"));
            default -> new Command.Unknown("unknown-command", "Known are ping, ack, resume and refresh.");
        });
    }

    private static String json(Record message) {
        try {
            return Json.mapper().writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
