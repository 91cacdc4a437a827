package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a fixed rate, however slow the answers: each is timed from when it was due, so that a stall counts for
 * everyone who would have come meanwhile (no coordinated omission).
 */
final class OpenLoop {
    private final Generator generator;
    private final ArrayDeque<HttpConnection> idle;
    private final ArrayDeque<Due> queue = new ArrayDeque<>();
    private int all;

    /** Told about each request, on the generator's loop. */
    interface Listener {
        /** @param dueNs when it should have been sent */
        void answered(int number, long dueNs, long doneNs, int status, ByteBuf body);
    }

    /** Makes the request with this number. */
    interface Numbered {
        ByteBuf request(int number);
    }

    private record Due(int number, long ns) {}

    private OpenLoop(Generator generator, List<HttpConnection> connections) {
        this.generator = generator;
        this.idle = new ArrayDeque<>(connections);
        this.all = connections.size();
    }

    /**
     * Sends {@code count} requests; comes back when the last is answered.
     *
     * @param graceS seconds after the last was due in which all must be answered
     * @return how many were not answered
     */
    static int run(
            Generator generator,
            int port,
            int connections,
            double perSecond,
            int count,
            int graceS,
            Numbered requests,
            Listener listener) {
        List<HttpConnection> opened = generator.open(port, connections);
        try {
            OpenLoop open = new OpenLoop(generator, opened);
            open.pace(perSecond, count, requests, listener);
            return open.awaitQuiet(graceS);
        } finally {
            generator.close(opened);
        }
    }

    /** On a thread of its own: an event loop's own timers are too coarse. */
    private void pace(double perSecond, int count, Numbered requests, Listener listener) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            Due due = new Due(i, start + (long) (i * 1e9 / perSecond));
            for (long wait = due.ns() - System.nanoTime(); wait > 0; wait = due.ns() - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            generator.loop().execute(() -> {
                queue.add(due);
                sendWaiting(requests, listener);
            });
        }
    }

    private void sendWaiting(Numbered requests, Listener listener) {
        while (!queue.isEmpty() && !idle.isEmpty()) {
            Due due = queue.remove();
            idle.pop().send(requests.request(due.number()), (connection, status, body) -> {
                listener.answered(due.number(), due.ns(), System.nanoTime(), status, body);
                if (status == 0) {
                    all--;
                } else {
                    idle.push(connection);
                }
                sendWaiting(requests, listener);
            });
        }
    }

    private int awaitQuiet(int graceS) {
        long deadline = System.nanoTime() + graceS * 1_000_000_000L;
        while (generator.call(this::missing) > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(20_000_000);
        }
        return generator.call(this::missing);
    }

    private int missing() {
        return queue.size() + all - idle.size();
    }
}
