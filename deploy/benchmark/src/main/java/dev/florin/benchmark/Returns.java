package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Clients that do not put up with losing their connection: each knows the last seq that it has seen and comes back at
 * once to where it left off; one that is not let in tries again after a second. On the generator's loop, except where
 * it says otherwise.
 */
final class Returns implements SocketClient.Listener {
    private static final byte[] CONNECTED = "{\"type\":\"connected\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RESYNC = "{\"type\":\"resync\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEQ = "\"seq\":".getBytes(StandardCharsets.US_ASCII);
    private static final int NOWHERE = -1;
    private static final int TRY_AGAIN_AFTER_MS = 1000;

    private final Generator generator;
    private final IntFunction<String> paths;
    private final SocketClient.Listener listener;
    private final Callers callers = new Callers();
    private final CompletableFuture<Boolean> all = new CompletableFuture<>();
    /** Of each client the socket that it has, or is about to have. */
    private final @Nullable SocketClient[] current;

    private final boolean[] left;
    private final long[] backNs;
    private int port = NOWHERE;
    private int awaited;
    private int back;
    private int again;
    private int resyncs;
    private long brokenNs;

    /** @param listener hears what is neither a greeting nor a {@code resync} */
    Returns(Generator generator, int count, IntFunction<String> paths, SocketClient.Listener listener) {
        this.generator = generator;
        this.paths = paths;
        this.listener = listener;
        this.current = new SocketClient[count];
        this.left = new boolean[count];
        this.backNs = new long[count];
    }

    /**
     * What came of it.
     *
     * @param brokenNs when the connections were broken
     * @param backNs when each was greeted again; 0 if it is not back, or never was away
     * @param missing clients that did not come back in time
     * @param again attempts that were repeated
     * @param resyncs clients that were told to start over
     */
    record Outcome(long brokenNs, List<Long> backNs, int missing, int again, int resyncs) {
        Outcome {
            backNs = List.copyOf(backNs);
        }

        /** Until the last was back, in seconds. */
        double lastS() {
            return secondsTo(backNs.stream().mapToLong(ns -> ns).max().orElse(brokenNs));
        }

        /** Until half of those who came back were back, in seconds. */
        double halfS() {
            List<Long> sorted = backNs.stream().filter(ns -> ns != 0).sorted().toList();
            return sorted.isEmpty() ? 0 : secondsTo(sorted.get(sorted.size() / 2));
        }

        /** 0 for what came before. */
        double secondsTo(long ns) {
            return Math.max(0, ns - brokenNs) / 1e9;
        }
    }

    /**
     * Breaks connections and waits until all who lost theirs are back, but not for ever. From any thread.
     *
     * @param toPort where all of them go
     * @param count how many will lose theirs
     */
    Outcome after(Runnable breaking, int toPort, int count, int withinS) {
        generator.call(() -> {
            port = toPort;
            awaited = count;
            brokenNs = System.nanoTime();
            return true;
        });
        breaking.run();
        var _ = all.completeOnTimeout(false, withinS, TimeUnit.SECONDS).join();
        return generator.call(
                () -> new Outcome(brokenNs, Arrays.stream(backNs).boxed().toList(), awaited - back, again, resyncs));
    }

    /** The sum of the seqs that the clients have seen. From any thread. */
    long seen() {
        return generator.call(() -> open().mapToLong(socket -> socket.seq).sum());
    }

    private Stream<SocketClient> open() {
        return Arrays.stream(current).flatMap(Stream::ofNullable);
    }

    @Override
    public void text(SocketClient socket, ByteBuf bytes, int start, int length) {
        if (Bytes.isAt(bytes, start, CONNECTED)) {
            greeted(socket, Bytes.number(bytes, Bytes.lastIndexOf(bytes, start, length, SEQ) + SEQ.length));
        } else if (Bytes.isAt(bytes, start, RESYNC)) {
            resyncs++;
        } else {
            listener.text(socket, bytes, start, length);
        }
    }

    private void greeted(SocketClient socket, long seq) {
        int index = socket.index();
        if (!left[index]) {
            current[index] = socket;
            socket.seq = seq;
        } else if (backNs[index] == 0) {
            backNs[index] = System.nanoTime();
            if (++back == awaited) {
                all.complete(true);
            }
        }
    }

    @Override
    public void closed(SocketClient socket, String why) {
        int index = socket.index();
        // The second notice of the same end has no socket any more.
        if (port == NOWHERE || current[index] != socket) {
            return;
        }
        current[index] = null;
        if (left[index]) {
            again++;
            var _ = generator.loop().schedule(() -> come(index, socket.seq), TRY_AGAIN_AFTER_MS, TimeUnit.MILLISECONDS);
        } else {
            left[index] = true;
            come(index, socket.seq);
        }
    }

    private void come(int index, long since) {
        if (port == NOWHERE) {
            return;
        }
        SocketClient socket = new SocketClient(index, paths.apply(index) + "?since=" + since, this);
        socket.seq = since;
        current[index] = socket;
        var _ = generator.connect(callers.address(index), port, socket).whenComplete((_, failure) -> {
            if (failure != null) {
                closed(socket, "not connected");
            }
        });
    }

    /** From now on they stay away. From any thread. */
    void close() {
        generator.call(() -> {
            port = NOWHERE;
            open().forEach(SocketClient::close);
            return true;
        });
    }
}
