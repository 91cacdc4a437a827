package dev.florin.notification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.TreeSet;

/** Keeps count of what is unread as a client does that never asks again unless it was away. */
final class Device implements AutoCloseable {
    private final Service service;
    private final String user;
    private final TreeSet<Long> seen = new TreeSet<>();
    private SocketClient socket;
    private long counted;
    private long countedAt;
    private long version = -1;

    Device(Service service, String user) {
        this.service = service;
        this.user = user;
        take(ask());
        this.socket = service.notifications(user, "?since=" + countedAt);
    }

    private JsonNode ask() {
        return Some.tree(service.as(user).get("/api/notifications/unread-count").asString());
    }

    private void take(JsonNode count) {
        if (count.get("version").longValue() > version) {
            version = count.get("version").longValue();
            counted = count.get("unread_count").longValue();
            countedAt = count.get("seq").longValue();
        }
    }

    /** Takes in all that the server has sent so far. */
    void catchUp() {
        socket.say("{\"type\":\"ping\"}");
        for (JsonNode frame = socket.next(); !type(frame).equals("pong"); frame = socket.next()) {
            if (type(frame).equals("notification_state")) {
                take(frame.get("data"));
            } else if (frame.has("seq")) {
                seen.add(frame.get("seq").longValue());
            }
        }
    }

    private static String type(JsonNode frame) {
        return frame.get("type").textValue();
    }

    /** How many it shows as unread. */
    long unread() {
        return counted + seen.tailSet(countedAt, false).size();
    }

    /** Was out of reach for a moment; what changed meanwhile it has to ask for. */
    void comeBack() {
        socket.close();
        version = -1;
        take(ask());
        socket = service.notifications(user, "?since=" + countedAt);
    }

    @Override
    public void close() {
        socket.close();
    }
}
