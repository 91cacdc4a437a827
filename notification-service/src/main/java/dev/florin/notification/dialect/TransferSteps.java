package dev.florin.notification.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.event.EventType;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * The states that a transfer was in before the one that it is told of with. They were stored together and are shown as
 * if each had been told of: so a client sees all of them in order, also when it comes back later.
 */
final class TransferSteps {
    private static final String TYPE = EventType.TRANSFER_UPDATE.wireName();
    private static final String STEPS = "steps";

    private TransferSteps() {}

    /** A notice as it is shown: mostly itself alone, else after its steps, which have no place of their own. */
    static List<Notice> shown(Notice notice) {
        // Looked for as text first: of all that is sent, few are transfers with steps.
        if (!notice.type().equals(TYPE) || !notice.data().contains('"' + STEPS + '"')) {
            return List.of(notice);
        }
        List<Notice> shown = new ArrayList<>();
        ObjectNode end = read(notice.data());
        for (JsonNode step : end.path(STEPS)) {
            ObjectNode data = end.deepCopy();
            data.remove(List.of(STEPS, "failure_code"));
            data.set("status", step.path("status"));
            data.set("progress", step.path("progress"));
            shown.add(new Notice(
                    notice.id() + ":" + step.path("status").asText(),
                    notice.type(),
                    notice.time(),
                    written(data),
                    new Place.Passing(null),
                    notice.acceptedAt(),
                    notice.traceparent()));
        }
        shown.add(notice);
        return shown;
    }

    private static ObjectNode read(String data) {
        try {
            return (ObjectNode) Json.mapper().readTree(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored event is no JSON", e);
        }
    }

    /** By the mapper, which writes amounts plainly. */
    private static String written(ObjectNode data) {
        try {
            return Json.mapper().writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
