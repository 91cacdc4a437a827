package dev.florin.notification.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.event.Delivery;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of seed 000: every event as {@code {type, timestamp, data}}, with {@code id} and, where it is part of
 * the stream, {@code seq} beside it. It passes events on as their producers wrote them and need not know their types.
 *
 * <p>Beyond the seed, the server says {@code connected}, {@code subscribed}, {@code refreshed}, {@code resync} and
 * {@code error}: messages with a {@code type} like all others, which a client of the seed passes over.
 */
public final class NotificationsDialect implements Dialect {
    private static final Pattern STATUS = Pattern.compile("online|away");

    /** Says something in a room; never shows what. */
    record ChatSend(UUID roomId, String text, String clientMessageId) implements Command.Ask {
        @Override
        public String toString() {
            return "ChatSend";
        }
    }

    /** The client writes, or has stopped. */
    record Typing(UUID roomId, boolean typing) implements Command.Ask {}

    /** Nobody looks at this client any more, or somebody does again. */
    record Away(boolean away) implements Command.Ask {}

    @Override
    public String name() {
        return "notifications";
    }

    @Override
    public boolean shows(Delivery delivery) {
        return delivery != Delivery.SILENT;
    }

    @Override
    public @Nullable Frame frame(Notice notice) {
        List<Notice> shown = TransferSteps.shown(notice);
        return shown.size() == 1
                ? Dialect.super.frame(notice)
                : Frame.texts(shown.stream().map(this::text).toList());
    }

    /** Put together, not built and written: the data is JSON already. */
    @Override
    public String text(Notice notice) {
        String seq = notice.place() instanceof Place.Stream(long at) ? ",\"seq\":" + at : "";
        return "{\"type\":" + FrameJson.quoted(notice.type())
                + ",\"timestamp\":\"" + Json.text(notice.time())
                + "\",\"data\":" + notice.data()
                + seq
                + ",\"id\":" + FrameJson.quoted(notice.id()) + "}";
    }

    @Override
    public String text(Signal signal) {
        return switch (signal) {
            case Signal.Connected(String userId, long seq, long epoch, Instant at) -> {
                ObjectNode message = FrameJson.message("connected", at);
                message.putObject("data").put("user_id", userId).put("epoch", epoch);
                yield message.put("seq", seq).toString();
            }
            case Signal.Pong(Instant at) -> FrameJson.message("pong", at).toString();
            case Signal.Filtered(TypeFilter filter, Instant at) -> {
                ObjectNode message = FrameJson.message("subscribed", at);
                var types = message.putObject("data").putArray(filter.only() ? "types" : "except");
                new TreeSet<>(filter.types()).forEach(types::add);
                yield message.toString();
            }
            case Signal.Refreshed(Instant expiresAt, Instant at) -> {
                ObjectNode message = FrameJson.message("refreshed", at);
                message.putObject("data").put("expires_at", Json.text(expiresAt));
                yield message.toString();
            }
            case Signal.Resync(String reason, long seq, long epoch, Instant at) -> {
                ObjectNode message = FrameJson.message("resync", at).put("reason", reason);
                message.putObject("data").put("epoch", epoch);
                yield message.put("seq", seq).toString();
            }
            case Signal.Failure failure -> FrameJson.error(failure);
        };
    }

    @Override
    public Command command(String text) {
        return CommandJson.read(text, message -> switch (CommandJson.word(message)) {
            case "subscribe" -> new Command.Subscribe(CommandJson.types(message));
            case "unsubscribe" -> new Command.Unsubscribe(CommandJson.types(message));
            case "ping" -> new Command.Ping();
            case "ack" -> new Command.Ack(CommandJson.position(message, "seq"));
            case "resume" -> CommandJson.resume(message);
            case "refresh" -> new Command.Refresh(CommandJson.text(message, "token"));
            case "chat_send" ->
                new ChatSend(
                        CommandJson.id(message, "room_id"),
                        CommandJson.text(message, "text"),
                        CommandJson.text(message, "client_message_id"));
            case "typing" -> new Typing(CommandJson.id(message, "room_id"), CommandJson.flag(message, "typing"));
            case "presence" ->
                new Away(CommandJson.matching(message, "status", STATUS).equals("away"));
            default ->
                new Command.Unknown(
                        "unknown-command",
                        "Known are subscribe, unsubscribe, ping, ack, resume, refresh, chat_send, typing and presence.");
        });
    }
}
