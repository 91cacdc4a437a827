package dev.florin.notification.feed;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client, in order and bounded in bytes. While the client keeps up, nothing waits here. Beyond the
 * bound, values that newer ones overtook are dropped; if that does not suffice, the queue refuses.
 */
final class SendQueue {
    private final Wire wire;
    private final int maxBytes;
    private @Nullable Deque<Frame> waiting;
    private int waitingBytes;

    SendQueue(Wire wire, int maxBytes) {
        this.wire = wire;
        this.maxBytes = maxBytes;
    }

    /** @return false if there is no room: the client is too slow */
    boolean offer(Frame frame) {
        if (waiting == null && !wire.isWritable()) {
            // What this turn has written may be all that is in the way.
            wire.flush();
        }
        if (isIdle()) {
            wire.write(frame.buffer());
            return true;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.addLast(frame);
        waitingBytes += frame.length();
        if (isOverfull()) {
            dropOvertaken(waiting);
        }
        return !isOverfull();
    }

    /** For bytes that many share; only while {@link #isIdle()}. */
    void writeShared(ByteBuf bytes) {
        wire.write(bytes);
    }

    /** Whether the next frame would go straight to the wire. */
    boolean isIdle() {
        return waiting == null && wire.isWritable();
    }

    /** Moves to the wire what it takes. */
    void drain() {
        while (waiting != null && wire.isWritable()) {
            Frame next = waiting.removeFirst();
            waitingBytes -= next.length();
            wire.write(next.buffer());
            if (waiting.isEmpty()) {
                waiting = null;
            }
        }
    }

    void clear() {
        waiting = null;
        waitingBytes = 0;
    }

    private boolean isOverfull() {
        return waitingBytes + wire.unsentBytes() > maxBytes;
    }

    private void dropOvertaken(Deque<Frame> frames) {
        Set<String> newer = new HashSet<>();
        for (Iterator<Frame> newestFirst = frames.descendingIterator(); newestFirst.hasNext(); ) {
            Frame frame = newestFirst.next();
            if (frame.key() != null && !newer.add(frame.key())) {
                newestFirst.remove();
                waitingBytes -= frame.length();
            }
        }
    }
}
