package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many sockets, each of another user. They are opened some at a time; one counts as open when the server has greeted it
 * with its first frame. On the generator's loop, except where it says otherwise.
 */
final class Fleet implements SocketClient.Listener {
    private static final int HANDSHAKES_UNDER_WAY = 128;
    private static final int MANY_MS = 60_000;

    /** Loopback addresses that one fleet may call from. */
    private static final int ADDRESSES = 4;

    private static final int FLEETS_WITH_THEIR_OWN = 50;
    private static final AtomicInteger FLEETS = new AtomicInteger();

    private final Generator generator;
    private final int port;
    private final IntFunction<String> paths;
    private final List<SocketClient> sockets = new ArrayList<>();
    private final CompletableFuture<Boolean> allOpen = new CompletableFuture<>();
    private final int wanted;
    private final int number = FLEETS.getAndIncrement();
    private int begun;
    private int greeted;
    private int lost;
    private String whyLost = "";
    private SocketClient.@Nullable Listener listener;

    private Fleet(Generator generator, int port, int wanted, IntFunction<String> paths) {
        this.generator = generator;
        this.port = port;
        this.wanted = wanted;
        this.paths = paths;
    }

    /** Opens them all and waits until the last is greeted. From any thread. */
    static Fleet open(Generator generator, int port, int count, IntFunction<String> paths) {
        Fleet fleet = new Fleet(generator, port, count, paths);
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
        var _ = generator.connect(source(index), port, socket).whenComplete((_, failure) -> {
            if (failure != null) {
                allOpen.completeExceptionally(failure);
            }
        });
    }

    /**
     * Half of the ports of an address, then the next address: 127.0.0.1, 127.0.0.2 and so on are all ours. No fleet
     * calls from where the one before did: its ports are still waiting there, and the kernel searches long for a free
     * one.
     */
    private int source(int index) {
        return 1 + number % FLEETS_WITH_THEIR_OWN * ADDRESSES + index / (Proc.localPorts() / 2);
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
    }

    /** Empty if all are still open. From any thread. */
    String losses() {
        return generator.call(() -> lost == 0 ? "" : "**" + lost + " sockets lost (" + whyLost + ")**");
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
