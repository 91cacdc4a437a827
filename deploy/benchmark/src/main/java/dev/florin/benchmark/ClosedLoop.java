package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** So many callers, each of whom sends its next request when it has its answer. On the generator's loop only. */
final class ClosedLoop {
    private final Requests requests;
    private final Latencies latencies = new Latencies();
    private final CompletableFuture<Measured> result = new CompletableFuture<>();
    private final long measureFrom;
    private final long measureUntil;
    private long done;
    private long all;
    private long failures;
    private int running;

    private ClosedLoop(Requests requests, long warmUpMs, long measureMs) {
        this.requests = requests;
        this.measureFrom = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(warmUpMs);
        this.measureUntil = measureFrom + TimeUnit.MILLISECONDS.toNanos(measureMs);
    }

    /** Counts what was answered after the warm-up and before the end. */
    static Measured run(Generator generator, int port, int callers, Requests requests, long warmUpMs, long measureMs) {
        return run(generator, List.of(port), callers, requests, warmUpMs, measureMs);
    }

    /** As {@link #run(Generator, int, int, Requests, long, long)}, the callers shared out over several replicas. */
    static Measured run(
            Generator generator, List<Integer> ports, int callers, Requests requests, long warmUpMs, long measureMs) {
        List<HttpConnection> connections = ports.stream()
                .flatMap(port -> generator.open(port, callers / ports.size()).stream())
                .toList();
        try {
            return generator.await(
                    () -> {
                        ClosedLoop loop = new ClosedLoop(requests, warmUpMs, measureMs);
                        loop.running = connections.size();
                        connections.forEach(loop::send);
                        return loop.result;
                    },
                    (int) ((warmUpMs + measureMs) / 1000) + 30);
        } finally {
            generator.close(connections);
        }
    }

    private void send(HttpConnection connection) {
        long sentAt = System.nanoTime();
        if (sentAt >= measureUntil) {
            running--;
            if (running == 0) {
                result.complete(new Measured(done * 1e9 / (measureUntil - measureFrom), all, latencies, failures));
            }
            return;
        }
        connection.send(requests.next(), (on, status, body) -> answered(on, sentAt, status, body));
    }

    private void answered(HttpConnection connection, long sentAt, int status, ByteBuf body) {
        long now = System.nanoTime();
        all++;
        if (status / 100 != 2) {
            complain(status, body);
        } else if (now >= measureFrom && now < measureUntil) {
            done++;
            latencies.add(now - sentAt);
        }
        if (status == 0) {
            result.completeExceptionally(new IllegalStateException("a connection broke"));
        } else {
            send(connection);
        }
    }

    private void complain(int status, ByteBuf body) {
        failures++;
        if (failures == 1) {
            System.err.println("  answered " + status + ": " + body.toString(StandardCharsets.UTF_8));
        }
    }
}
