package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Many sockets, each of another user. They are opened some at a time; one counts as open when the server has greeted it
 * with its first frame. On the generator's loop, except where it says otherwise.
 */
final class Fleet implements SocketClient.Listener {
    private static final int HANDSHAKES_UNDER_WAY = 128;
    private static final int MANY_MS = 60_000;

    private final Generator generator;
    private final IntUnaryOperator ports;
    private final IntFunction<String> paths;
    private final List<SocketClient> sockets = new ArrayList<>();
    private final CompletableFuture<Boolean> allOpen = new CompletableFuture<>();
    private final int wanted;
    private final Callers callers = new Callers();
    private int begun;
    private int greeted;
    private int lost;
    private String whyLost = "";
    private SocketClient.@Nullable Listener listener;

    private Fleet(
            Generator generator,
            IntUnaryOperator ports,
            int wanted,
            IntFunction<String> paths,
            SocketClient.@Nullable Listener listener) {
        this.generator = generator;
        this.ports = ports;
        this.wanted = wanted;
        this.paths = paths;
        this.listener = listener;
    }

    /** Opens them all and waits until the last is greeted. From any thread. */
    static Fleet open(Generator generator, int port, int count, IntFunction<String> paths) {
        return open(generator, _ -> port, count, paths, null);
    }

    /**
     * The same, to more than one server.
     *
     * @param listener hears the greetings too
     */
    static Fleet open(
            Generator generator,
            IntUnaryOperator ports,
            int count,
            IntFunction<String> paths,
            SocketClient.@Nullable Listener listener) {
        Fleet fleet = new Fleet(generator, ports, count, paths, listener);
        generator.await(
                () -> {
                    for (int i = 0; i < Math.min(HANDSHAKES_UNDER_WAY, count); i++) {
                        fleet.connectNext();
                    }
                    return fleet.allOpen;
                },
                MANY_MS / 1000);
        return fleet;
    }

    private void connectNext() {
        if (begun == wanted) {
            return;
        }
        int index = begun++;
        SocketClient socket = new SocketClient(index, paths.apply(index), this);
        sockets.add(socket);
        var _ = generator
                .connect(callers.address(index), ports.applyAsInt(index), socket)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        allOpen.completeExceptionally(failure);
                    }
                });
    }

    /** Who hears the frames from now on. From any thread. */
    void listen(SocketClient.Listener heard) {
        generator.call(() -> {
            listener = heard;
            return true;
        });
    }

    @Override
    public void text(SocketClient socket, ByteBuf bytes, int start, int length) {
        if (greeted < wanted && socket.broadcasts == -1) {
            socket.broadcasts = 0;
            greeted++;
            connectNext();
            if (greeted == wanted) {
                allOpen.complete(true);
            }
        }
        SocketClient.Listener heard = listener;
        if (heard != null) {
            heard.text(socket, bytes, start, length);
        }
    }

    @Override
    public void closed(SocketClient socket, String why) {
        lost++;
        whyLost = why;
        if (!allOpen.isDone()) {
            allOpen.completeExceptionally(new IllegalStateException("a socket was refused or lost: " + why));
        }
        SocketClient.Listener heard = listener;
        if (heard != null) {
            heard.closed(socket, why);
        }
    }

    /** Empty if all are still open. From any thread. */
    String losses() {
        return generator.call(() -> lost == 0 ? "" : "**" + lost + " sockets lost (" + whyLost + ")**");
    }

    /** Closes them all at once, and nobody says goodbye; the listener hears of each. From any thread. */
    void drop() {
        generator.call(() -> {
            sockets.forEach(SocketClient::close);
            return true;
        });
    }

    /** From any thread. */
    void close() {
        generator.call(() -> {
            listener = null;
            sockets.forEach(SocketClient::close);
            return true;
        });
    }
}
