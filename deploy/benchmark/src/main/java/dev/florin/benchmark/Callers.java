package dev.florin.benchmark;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The loopback addresses from which many sockets come: 127.0.0.1, 127.0.0.2 and so on are all ours. Nobody calls from
 * where the ones before did: their ports are still waiting there, and the kernel searches long for a free one.
 */
final class Callers {
    private static final int ADDRESSES = 4;
    private static final int WITH_THEIR_OWN = 50;
    /** Half of the ports of an address. Read once: a connection is made in less time than this takes. */
    private static final int EACH = Proc.localPorts() / 2;

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int first = 1 + NEXT.getAndIncrement() % WITH_THEIR_OWN * ADDRESSES;

    /** The last part of the address of the one with this index. */
    int address(int index) {
        return first + index / EACH;
    }
}
