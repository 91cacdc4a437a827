package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection with one request under way at a time. It understands just as much of HTTP as the services
 * speak, because the generator shares the cores with what it measures. On its event loop only.
 */
final class HttpConnection extends ByteToMessageDecoder {
    /** Instead of a length. */
    static final int CHUNKED = -1;

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private @Nullable ChannelHandlerContext context;
    private @Nullable Answered waiting;

    /** Told of an answer. */
    interface Answered {
        /** @param status 0 if the connection broke */
        void answered(HttpConnection connection, int status, ByteBuf body);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** @param request is released */
    void send(ByteBuf request, Answered then) {
        if (waiting != null) {
            throw new IllegalStateException("a request is under way");
        }
        waiting = then;
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            request.release();
            answer(0, Unpooled.EMPTY_BUFFER);
        } else {
            var _ = ctx.writeAndFlush(request, ctx.voidPromise());
        }
    }

    void close() {
        if (context != null) {
            var _ = context.close();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int bodyAt = endOfHead(in);
        if (bodyAt < 0) {
            return;
        }
        String head = in.toString(start, bodyAt - start, StandardCharsets.US_ASCII);
        int there = in.writerIndex() - bodyAt;
        int length = contentLength(head);
        if (length == CHUNKED) {
            // One answer at a time: the last chunk is the end of what there is. The chunks' own lengths stay in the
            // body.
            length = there >= LAST_CHUNK.length && Bytes.isAt(in, in.writerIndex() - LAST_CHUNK.length, LAST_CHUNK)
                    ? there
                    : Integer.MAX_VALUE;
        }
        if (there < length) {
            return;
        }
        in.readerIndex(bodyAt + length);
        answer(Integer.parseInt(head, STATUS_AT, STATUS_AT + 3, 10), in.slice(bodyAt, length));
    }

    private void answer(int status, ByteBuf body) {
        Answered then = waiting;
        waiting = null;
        if (then != null) {
            then.answered(this, status, body);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        answer(0, Unpooled.EMPTY_BUFFER);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.err.println("  a connection broke: " + cause);
        var _ = ctx.close();
    }

    private static int endOfHead(ByteBuf in) {
        for (int at = in.readerIndex(); at < in.writerIndex(); at++) {
            at = in.indexOf(at, in.writerIndex(), (byte) '\n');
            if (at < 0) {
                return -1;
            }
            if (at - 2 >= in.readerIndex() && in.getByte(at - 2) == '\n') {
                return at + 1;
            }
        }
        return -1;
    }

    static int contentLength(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length:");
        if (at < 0) {
            return lower.contains("\r\ntransfer-encoding: chunked") ? CHUNKED : 0;
        }
        int from = at + "\r\ncontent-length:".length();
        return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    }
}
