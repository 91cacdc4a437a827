package dev.florin.escrow;

import dev.florin.common.test.EventStub;
import java.util.List;
import java.util.Map;

/** Whole events, as a user is told them: two fields in each other's place show. */
final class Told {
    private Told() {}

    /**
     * Type and data of each event about one thing, in their order.
     *
     * @param names what differs from run to run, and how it is called here
     */
    static List<String> to(String user, String topic, Map<String, String> names) {
        return EventStub.toldTo(user).stream()
                .filter(event -> topic.equals(event.topic()))
                .map(event -> named(event.type() + " " + event.data(), names))
                .toList();
    }

    private static String named(String event, Map<String, String> names) {
        String text = event;
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace("\"" + name.getKey() + "\"", "\"" + name.getValue() + "\"");
        }
        return text;
    }
}
