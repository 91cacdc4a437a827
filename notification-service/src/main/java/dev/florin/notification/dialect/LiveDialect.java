package dev.florin.notification.dialect;

import dev.florin.common.event.Delivery;
import dev.florin.common.event.EventType;
import dev.florin.notification.dashboard.BoardFrames.Part;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of seed 003's dashboard. It shows figures, which its desk keeps, and no events; that a balance or the
 * figures changed is what tells the desk to look. Its messages have a {@code type}, its commands a {@code command}.
 */
public final class LiveDialect implements Dialect {
    /** What its desk has to hear of: every movement changes a balance, and what else changes figures says so. */
    static final TypeFilter CHANGES =
            TypeFilter.only(Set.of(EventType.BALANCE_UPDATE.wireName(), EventType.FIGURES_CHANGED.wireName()));

    /** Show a part of the figures. */
    record Request(Part part) implements Command.Ask {}

    /** Give everything a category that has none. */
    record AutoCategorise() implements Command.Ask {}

    @Override
    public String name() {
        return "btpay-live";
    }

    @Override
    public boolean shows(Delivery delivery) {
        return switch (delivery) {
            case LATEST, SILENT -> true;
            case STREAM, PASSING -> false;
        };
    }

    @Override
    public @Nullable String text(Notice notice) {
        return null;
    }

    @Override
    public @Nullable String text(Signal signal) {
        return switch (signal) {
            case Signal.Pong pong -> FrameJson.message("pong", pong.at()).toString();
            case Signal.Refreshed refreshed -> FrameJson.refreshed(refreshed);
            case Signal.Failure failure -> FrameJson.error(failure);
            case Signal.Connected _, Signal.Filtered _, Signal.Resync _ -> null;
        };
    }

    @Override
    public Command command(String text) {
        return CommandJson.read(text, message -> switch (CommandJson.word(message, "command")) {
            case "ping" -> new Command.Ping();
            case "request_data" -> new Request(Part.DASHBOARD);
            case "request_pending" -> new Request(Part.PENDING);
            case "request_hourly" -> new Request(Part.HOURLY);
            case "request_categories" -> new Request(Part.CATEGORIES);
            case "auto_categorize" -> new AutoCategorise();
            case "refresh" -> new Command.Refresh(CommandJson.text(message, "token"));
            default ->
                new Command.Unknown(
                        "unknown-command",
                        "Known are ping, request_data, request_pending, request_hourly, request_categories,"
                                + " auto_categorize and refresh.");
        });
    }
}
