package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that only listens, as cheap as it can be: frames are looked at where they lie. Pings are answered. On the
 * generator's loop only.
 */
final class SocketClient extends ChannelInboundHandlerAdapter {
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int TEXT = 0x1;

    private final int index;
    private final String path;
    private final Listener listener;
    private @Nullable ByteBuf partial;
    private @Nullable ChannelHandlerContext context;
    private boolean upgraded;

    /** For the listener's books: how many broadcasts it has heard; -1 before the greeting. */
    int broadcasts = -1;

    /** For the listener's books: the seq of the last frame that had one. */
    long seq;

    /** What is heard, on the generator's loop. */
    interface Listener {
        /** A text frame; the text is {@code length} bytes from {@code start} and stays where it is. */
        void text(SocketClient socket, ByteBuf bytes, int start, int length);

        void closed(SocketClient socket, String why);
    }

    /** @param index by which the listener knows it */
    SocketClient(int index, String path, Listener listener) {
        this.index = index;
        this.path = path;
        this.listener = listener;
    }

    int index() {
        return index;
    }

    void close() {
        if (context != null) {
            var _ = context.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        ByteBuf request = ctx.alloc().buffer(1024);
        request.writeCharSequence(
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                StandardCharsets.US_ASCII);
        var _ = ctx.writeAndFlush(request);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = joined((ByteBuf) message);
        if (!upgraded) {
            upgrade(bytes);
        }
        while (upgraded && frame(ctx, bytes)) {
            // The next one.
        }
        if (bytes.isReadable()) {
            partial = bytes;
        } else {
            bytes.release();
        }
    }

    private ByteBuf joined(ByteBuf more) {
        ByteBuf before = partial;
        if (before == null) {
            return more;
        }
        partial = null;
        ByteBuf both = more.alloc().buffer(before.readableBytes() + more.readableBytes());
        both.writeBytes(before).writeBytes(more);
        before.release();
        more.release();
        return both;
    }

    private void upgrade(ByteBuf bytes) {
        String head = bytes.toString(StandardCharsets.US_ASCII);
        int end = head.indexOf("\r\n\r\n");
        if (end >= 0) {
            upgraded = head.startsWith("HTTP/1.1 101");
            bytes.skipBytes(end + 4);
            if (!upgraded) {
                listener.closed(this, head.substring(0, head.indexOf('\r')));
                close();
            }
        }
    }

    /** @return false if there is no whole frame left */
    private boolean frame(ChannelHandlerContext ctx, ByteBuf bytes) {
        int start = bytes.readerIndex();
        int there = bytes.readableBytes();
        if (there < 2) {
            return false;
        }
        int length = bytes.getByte(start + 1) & 0x7F;
        int head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (there < head) {
            return false;
        }
        if (head == 4) {
            length = bytes.getUnsignedShort(start + 2);
        } else if (head == 10) {
            length = (int) bytes.getLong(start + 2);
        }
        if (there < head + length) {
            return false;
        }
        bytes.skipBytes(head + length);
        switch (bytes.getByte(start) & 0x0F) {
            case TEXT -> listener.text(this, bytes, start + head, length);
            case PING -> pong(ctx);
            case CLOSE -> {
                listener.closed(this, length < 2 ? "no code" : "code " + bytes.getUnsignedShort(start + head));
                var _ = ctx.close();
            }
            default -> {}
        }
        return true;
    }

    /** Masked with zeros, and without the ping's payload: the servers here send none. */
    private static void pong(ChannelHandlerContext ctx) {
        var _ = ctx.writeAndFlush(
                ctx.alloc().buffer(6).writeByte(0x8A).writeByte(0x80).writeInt(0));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (partial != null) {
            partial.release();
            partial = null;
        }
        listener.closed(this, "connection ended");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
