package dev.florin.notification.socket;

import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code text/event-stream} that goes on. There is no word by which the client could show that it is
 * alive; taking what is sent has to do.
 */
final class EventStreamSocket implements Wire {
    /** Bytes on their way above which the client counts as behind. */
    private static final int HIGH_WATER = 64 * 1024;

    private final HttpServerResponse response;
    private @Nullable FeedSession session;
    private Buffer pending = Buffer.buffer();
    private long unsent;
    private boolean ended;

    EventStreamSocket(HttpServerResponse response) {
        this.response = response;
    }

    void begin(FeedSession of) {
        session = of;
    }

    @Override
    public boolean isWritable() {
        return !ended && unsentBytes() < HIGH_WATER && !response.writeQueueFull();
    }

    @Override
    public void write(ByteBuf bytes) {
        pending.appendBytes(ByteBufUtil.getBytes(bytes));
        bytes.release();
    }

    @Override
    public void flush() {
        if (ended || pending.length() == 0) {
            return;
        }
        Buffer bytes = pending;
        // First: it may be taken before the call returns.
        pending = Buffer.buffer();
        unsent += bytes.length();
        var _ = response.write(bytes).onSuccess(_ -> taken(bytes.length()));
    }

    private void taken(int length) {
        unsent -= length;
        if (session != null) {
            session.heard();
            // Of what is half taken nobody knows which half.
            if (unsentBytes() == 0) {
                session.received();
            }
            if (isWritable()) {
                session.writable();
            }
        }
    }

    @Override
    public long unsentBytes() {
        return unsent + pending.length();
    }

    /** The code stands in a last event: the client comes back by itself, with the last id it saw. */
    @Override
    public void close(CloseCode code, String reason) {
        if (!ended) {
            pending.appendString("event: close\ndata: " + code.code() + " " + reason + "\n\n");
            flush();
            ended = true;
            var _ = response.end();
        }
    }
}
