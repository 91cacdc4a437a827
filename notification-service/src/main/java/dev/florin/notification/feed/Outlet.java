package dev.florin.notification.feed;

import io.netty.buffer.ByteBuf;

/**
 * The way out of one connection. It counts what goes out and has its loop send it, all of a turn with one flush; what
 * the client does not take yet waits in the {@link SendQueue}.
 */
final class Outlet {
    private final Wire wire;
    private final Dialect dialect;
    private final FeedLoop loop;
    private final FeedMeters meters;
    private final SendQueue queue;
    private long messages;
    private long counted;
    private boolean touched;

    Outlet(Wire wire, Dialect dialect, FeedLoop loop, FeedMeters meters, int queueBytes) {
        this.wire = wire;
        this.dialect = dialect;
        this.loop = loop;
        this.meters = meters;
        this.queue = new SendQueue(wire, queueBytes);
    }

    /** @return false if there is no room: the client is too slow */
    boolean send(Frame frame) {
        count(frame.messages());
        if (!queue.offer(frame)) {
            return false;
        }
        touch();
        return true;
    }

    /**
     * Sends bytes that many share, only while {@link #isIdle()}. They go out at once: to come back for the flush after
     * thousands of others would mean to fetch all of the connection into the processor's cache a second time.
     *
     * @param frames in the bytes
     */
    void sendNow(ByteBuf bytes, int frames) {
        count(frames);
        queue.writeShared(bytes);
        if (!touched) {
            wire.flush();
        }
    }

    /** A client that is behind gets a sign of life by what it has yet to read. */
    void ping() {
        if (isIdle()) {
            wire.write(dialect.heartbeat().buffer());
            touch();
        }
    }

    /** Whether the next frame would go straight to the wire. */
    boolean isIdle() {
        return queue.isIdle();
    }

    /** The wire takes more again. */
    void drain() {
        queue.drain();
        touch();
    }

    /** What waits is not sent any more. */
    void clear() {
        queue.clear();
    }

    void close(CloseCode code, String reason) {
        wire.close(code, reason);
    }

    private void touch() {
        if (!touched) {
            touched = true;
            loop.touched(this);
        }
    }

    /** At the end of the loop's turn. */
    void flush() {
        touched = false;
        wire.flush();
    }

    private void count(int frames) {
        meters.sent(dialect, frames);
        messages += frames;
    }

    /** How many messages went this way; read from another thread, it may be a moment old. */
    long messages() {
        return messages;
    }

    /** Whether there were any since this was last asked; for one thread that counts. */
    boolean isBusierThanCounted() {
        long now = messages;
        boolean busier = now != counted;
        counted = now;
        return busier;
    }
}
