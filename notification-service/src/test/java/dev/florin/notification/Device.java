package dev.florin.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.TypeFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/** Keeps count of what is unread as a client does that never asks again unless it was away. */
final class Device implements AutoCloseable {
    private final Service service;
    private final String user;
    private final LongFunction<Line> dialling;
    private final TreeSet<Long> seen = new TreeSet<>();
    private Line line;
    private long counted;
    private long countedAt;
    private long version = -1;

    private Device(Service service, String user, LongFunction<Line> dialling) {
        this.service = service;
        this.user = user;
        this.dialling = dialling;
        take(ask());
        this.line = dialling.apply(countedAt);
    }

    /** A connection, to whichever node. */
    private interface Line {
        /** What has come since this was last asked. */
        List<JsonNode> arrived();

        void hangUp();
    }

    static Device of(Service service, String user) {
        return new Device(service, user, since -> new SocketLine(service.notifications(user, "?since=" + since)));
    }

    /** Connected to a node that is put together by hand; it asks the service, as any node would answer the same. */
    static Device of(Node node, Service service, String user) {
        return new Device(service, user, since -> new NodeLine(node, user, since));
    }

    private static final class SocketLine implements Line {
        private static final Duration PAUSE = Duration.ofMillis(60);

        private final SocketClient socket;
        private long askedAtNs = System.nanoTime();

        SocketLine(SocketClient socket) {
            this.socket = socket;
        }

        @Override
        public List<JsonNode> arrived() {
            List<JsonNode> arrived = new ArrayList<>();
            // Twenty a second may be asked for, and who waits for something asks again and again.
            LockSupport.parkNanos(askedAtNs + PAUSE.toNanos() - System.nanoTime());
            askedAtNs = System.nanoTime();
            socket.say("{\"type\":\"ping\"}");
            for (JsonNode frame = socket.next(); !type(frame).equals("pong"); frame = socket.next()) {
                arrived.add(frame);
            }
            return arrived;
        }

        @Override
        public void hangUp() {
            socket.close();
        }
    }

    private static final class NodeLine implements Line {
        private final Node node;
        private final String user;
        private final FakeWire wire;
        private int taken;

        NodeLine(Node node, String user, long since) {
            this.node = node;
            this.user = user;
            this.wire = node.connect(
                    user, new FeedSession.Wish(TypeFilter.ALL, OptionalLong.of(since), OptionalLong.empty()));
        }

        @Override
        public List<JsonNode> arrived() {
            List<JsonNode> arrived =
                    wire.written.stream().skip(taken).map(Some::tree).toList();
            taken += arrived.size();
            return arrived;
        }

        @Override
        public void hangUp() {
            node.disconnect(user);
        }
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
        for (JsonNode frame : line.arrived()) {
            if (type(frame).equals("notification_state")) {
                take(frame.get("data"));
            } else if (frame.has("seq") && !type(frame).equals("connected") && !isOwn(frame)) {
                seen.add(frame.get("seq").longValue());
            }
        }
    }

    /** Whoever writes has read it. */
    private boolean isOwn(JsonNode frame) {
        return frame.at("/data/sender_id").asText().equals(user);
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
        line.hangUp();
        version = -1;
        take(ask());
        line = dialling.apply(countedAt);
    }

    @Override
    public void close() {
        line.hangUp();
    }
}
