package dev.florin.notification.feed;

import io.netty.buffer.ByteBuf;

/**
 * The way to one client: a WebSocket, later also a held long poll. All methods are called on the connection's own event
 * loop.
 */
public interface Wire {
    /** Whether it takes more at the moment; {@link FeedSession#writable()} is called when it does again. */
    boolean isWritable();

    /** Puts bytes in front of the network without sending them yet; takes over the buffer's reference. */
    void write(ByteBuf bytes);

    /** Sends what was written, in as few system calls as possible. */
    void flush();

    /** Bytes written but not yet taken by the network. */
    long unsentBytes();

    /** Says why and ends the connection; waits a bounded time for what was written to leave. */
    void close(CloseCode code, String reason);
}
