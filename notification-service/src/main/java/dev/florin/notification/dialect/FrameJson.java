package dev.florin.notification.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Signal;
import java.time.Instant;

/** What frames of several dialects have in common. */
final class FrameJson {
    /** The type by which a user's devices are told that one of them has read, unread or archived something. */
    static final String NOTIFICATION_STATE = "notification_state";

    private FrameJson() {}

    /** {@code {type, timestamp}}, to be gone on with. */
    static ObjectNode message(String type, Instant at) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("timestamp", Json.text(at));
    }

    static String error(Signal.Failure failure) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "error")
                .put("code", failure.code())
                .put("message", failure.message())
                .toString();
    }

    /** Flat: for dialects that put no {@code data} around their fields. */
    static String refreshed(Signal.Refreshed refreshed) {
        return message("refreshed", refreshed.at())
                .put("expires_at", Json.text(refreshed.expiresAt()))
                .toString();
    }

    /** Flat, as {@link #refreshed}. */
    static String resync(Signal.Resync resync) {
        return message("resync", resync.at())
                .put("reason", resync.reason())
                .put("epoch", resync.epoch())
                .put("seq", resync.seq())
                .toString();
    }

    static String quoted(String text) {
        try {
            return Json.mapper().writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
