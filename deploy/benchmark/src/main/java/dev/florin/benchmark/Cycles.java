package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * So many callers, each of whom does the same few steps over and over, one after the other. What is counted is whole
 * cycles. On the generator's loop only.
 */
final class Cycles {
    private final Cycle cycle;
    private final Latencies latencies = new Latencies();
    private final CompletableFuture<Measured> result = new CompletableFuture<>();
    private final long measureFrom;
    private final long measureUntil;
    private long done;
    private long all;
    private long failures;
    private int running;
    private int begun;

    /** One thing that takes several requests. */
    interface Cycle {
        int steps();

        /** The request for one step, from 0 on, of the cycle with this number. */
        ByteBuf request(int number, int step);
    }

    private Cycles(Cycle cycle, long warmUpMs, long measureMs) {
        this.cycle = cycle;
        this.measureFrom = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(warmUpMs);
        this.measureUntil = measureFrom + TimeUnit.MILLISECONDS.toNanos(measureMs);
    }

    /** Counts what was completed after the warm-up and before the end; latencies are those of whole cycles. */
    static Measured run(Generator generator, int port, int callers, Cycle cycle, long warmUpMs, long measureMs) {
        List<HttpConnection> connections = generator.open(port, callers);
        try {
            return generator.await(
                    () -> {
                        Cycles cycles = new Cycles(cycle, warmUpMs, measureMs);
                        cycles.running = connections.size();
                        connections.forEach(cycles::begin);
                        return cycles.result;
                    },
                    (int) ((warmUpMs + measureMs) / 1000) + 30);
        } finally {
            generator.close(connections);
        }
    }

    private void begin(HttpConnection connection) {
        long now = System.nanoTime();
        if (now < measureUntil) {
            step(connection, begun++, 0, now);
            return;
        }
        running--;
        if (running == 0) {
            result.complete(new Measured(done * 1e9 / (measureUntil - measureFrom), all, latencies, failures));
        }
    }

    private void step(HttpConnection connection, int number, int step, long sinceNs) {
        connection.send(cycle.request(number, step), (on, status, body) -> {
            if (status == 0) {
                result.completeExceptionally(new IllegalStateException("a connection broke"));
            } else if (status / 100 != 2) {
                complain(status, body);
                begin(on);
            } else if (step + 1 < cycle.steps()) {
                step(on, number, step + 1, sinceNs);
            } else {
                complete(sinceNs);
                begin(on);
            }
        });
    }

    private void complete(long sinceNs) {
        long now = System.nanoTime();
        all++;
        if (now >= measureFrom && now < measureUntil) {
            done++;
            latencies.add(now - sinceNs);
        }
    }

    private void complain(int status, ByteBuf body) {
        failures++;
        if (failures == 1) {
            System.err.println("  answered " + status + ": " + body.toString(StandardCharsets.UTF_8));
        }
    }
}
