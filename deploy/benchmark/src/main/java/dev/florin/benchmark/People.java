package dev.florin.benchmark;

import dev.florin.local.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Users with their tokens; making a token costs a signature, so they are made before anything is measured. */
final class People {
    private static final long SERVICE_TOKEN_LIFE_NS = 25_000_000_000L;

    private final Tokens tokens;
    private final List<byte[]> bearers;
    private volatile long serviceTokenUntil = System.nanoTime();
    private volatile byte[] serviceToken = {};

    private People(Tokens tokens, List<byte[]> bearers) {
        this.tokens = tokens;
        this.bearers = bearers;
    }

    /** @param from number of the first of them */
    static People of(Tokens tokens, int from, int count) {
        List<byte[]> bearers = IntStream.range(from, from + count)
                .parallel()
                .mapToObj(i -> tokens.user(name(i)).getBytes(StandardCharsets.US_ASCII))
                .toList();
        return new People(tokens, bearers);
    }

    static String name(int number) {
        return "user-" + number;
    }

    int count() {
        return bearers.size();
    }

    /** The token of the one with this number, counted from the first. */
    byte[] token(int index) {
        return bearers.get(index);
    }

    /** Where this one opens a socket to hear the notifications. */
    String socketPath(int index) {
        return "/api/ws/notifications/" + new String(token(index), StandardCharsets.US_ASCII);
    }

    /** A token of a service that is good for a while. */
    byte[] serviceToken() {
        if (System.nanoTime() - serviceTokenUntil > 0) {
            serviceToken = tokens.service("benchmark").getBytes(StandardCharsets.US_ASCII);
            serviceTokenUntil = System.nanoTime() + SERVICE_TOKEN_LIFE_NS;
        }
        return serviceToken;
    }
}
