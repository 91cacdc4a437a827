package dev.florin.common.problem;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that does not say how long it is, up to the length that is allowed. */
final class LimitedStream extends FilterInputStream {
    private static final long KIB = 1024;
    private static final long MIB = KIB * 1024;

    private final long limit;
    private long left;

    /** @param limit in bytes: reading the one after them throws {@link ProblemType#PAYLOAD_TOO_LARGE} */
    LimitedStream(InputStream body, long limit) {
        super(body);
        this.limit = limit;
        this.left = limit;
    }

    static FlorinException refusal(long limit) {
        String most = limit < MIB ? limit / KIB + " KiB" : limit / MIB + " MiB";
        return new FlorinException(ProblemType.PAYLOAD_TOO_LARGE, "The body is larger than " + most + ".");
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = super.read(bytes, from, length);
        count(Math.max(0, count));
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        count(skipped);
        return skipped;
    }

    /** A mark would let the same bytes be counted twice. */
    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) {
        left -= bytes;
        if (left < 0) {
            throw refusal(limit);
        }
    }
}
