package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps so many broadcasts under way: when everyone has heard one, the next is posted. All sockets must hear all of
 * them, in one and the same order. On the generator's loop only.
 */
final class Broadcasts implements SocketClient.Listener {
    private static final byte[] MARK = "\"message\":\"d-".getBytes(StandardCharsets.US_ASCII);
    private static final String PADDING =
            " " + "The office is closed on Monday. ".repeat(4).strip();

    private final int audience;
    private final SocketServer.Broadcasting broadcasting;
    private final ArrayDeque<HttpConnection> idle;
    private final Map<Integer, Broadcast> open = new HashMap<>();
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final Latencies latencies = new Latencies();
    private final long measureFrom;
    private final long measureUntil;
    private final List<Integer> order = new ArrayList<>();
    private final int placeOfFirst;
    private int lastNumber;
    private long delivered;
    private int disorder;
    private int refused;
    private int waiting;
    private int markAt;

    private static final class Broadcast {
        final long sentAt = System.nanoTime();
        int heard;
    }

    /**
     * @param latencies from posting a broadcast until the last socket heard it
     * @param lastNumber of the last broadcast
     */
    record Result(double perSecond, Latencies latencies, int disorder, int refused, int lastNumber) {}

    private Broadcasts(int audience, int firstNumber, SocketServer server, List<HttpConnection> http, long measureMs) {
        this.audience = audience;
        this.lastNumber = firstNumber - 1;
        this.placeOfFirst = firstNumber - 1;
        this.broadcasting = server.broadcasting();
        this.idle = new ArrayDeque<>(http);
        this.measureFrom = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(measureMs / 3);
        this.measureUntil = measureFrom + TimeUnit.MILLISECONDS.toNanos(measureMs);
    }

    /** From any thread. */
    static Result run(
            Generator generator,
            SocketServer server,
            Fleet fleet,
            int audience,
            int underWay,
            int firstNumber,
            long measureMs) {
        List<HttpConnection> http = generator.open(server.port(), 2 * underWay);
        try {
            Broadcasts broadcasts = new Broadcasts(audience, firstNumber, server, http, measureMs);
            fleet.listen(broadcasts);
            return generator.await(
                    () -> {
                        for (int i = 0; i < underWay; i++) {
                            broadcasts.next();
                        }
                        return broadcasts.result;
                    },
                    (int) (measureMs / 1000) * 2 + 30);
        } finally {
            generator.close(http);
        }
    }

    private void next() {
        HttpConnection connection = idle.poll();
        if (connection == null) {
            waiting++;
            return;
        }
        int number = ++lastNumber;
        open.put(number, new Broadcast());
        String message = String.format(Locale.ROOT, "d-%09d", number) + PADDING;
        connection.send(broadcasting.request(message), (on, status, body) -> {
            if (status / 100 != 2) {
                refused++;
                result.completeExceptionally(new IllegalStateException(
                        "a broadcast was answered " + status + " " + body.toString(StandardCharsets.UTF_8)));
            }
            idle.push(on);
            if (waiting > 0) {
                waiting--;
                next();
            }
        });
    }

    @Override
    public void text(SocketClient socket, ByteBuf bytes, int start, int length) {
        if (markAt == 0 || !Bytes.isAt(bytes, start + markAt, MARK)) {
            int at = Bytes.indexOf(bytes, start, length, MARK);
            if (at < 0) {
                return;
            }
            markAt = at - start;
        }
        heard(socket, (int) Bytes.number(bytes, start + markAt + MARK.length));
    }

    private void heard(SocketClient socket, int number) {
        int place = socket.broadcasts - placeOfFirst;
        if (place == order.size()) {
            order.add(number);
        } else if (order.get(place) != number) {
            disorder++;
        }
        socket.broadcasts++;
        Broadcast broadcast = open.get(number);
        if (broadcast == null) {
            return;
        }
        broadcast.heard++;
        long now = System.nanoTime();
        if (now >= measureFrom && now < measureUntil) {
            delivered++;
        }
        if (broadcast.heard == audience) {
            open.remove(number);
            finished(broadcast, now);
        }
    }

    private void finished(Broadcast broadcast, long now) {
        if (now < measureUntil) {
            if (now >= measureFrom) {
                latencies.add(now - broadcast.sentAt);
            }
            next();
        } else if (open.isEmpty()) {
            double perSecond = delivered * 1e9 / (measureUntil - measureFrom);
            result.complete(new Result(perSecond, latencies, disorder, refused, lastNumber));
        }
    }

    @Override
    public void closed(SocketClient socket, String why) {
        result.completeExceptionally(new IllegalStateException("socket " + socket.index() + " was lost: " + why));
    }
}
