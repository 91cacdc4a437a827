package dev.florin.notification.socket;

import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a WebSocket's pipeline: hands whole messages to the {@link Conversation}, and is the feed's
 * {@link Wire}. What it writes is framed already and goes straight to the network's buffer.
 */
final class SocketChannel extends ChannelInboundHandlerAdapter implements Wire {
    private static final Logger LOG = Logger.getLogger(SocketChannel.class);

    /** Parts of one message: nobody needs more, and each one costs us. */
    private static final int MAX_FRAGMENTS = 4096;

    private static final int NO_STATUS = 1005;

    private final ChannelHandlerContext ctx;
    private final int maxMessageBytes;
    private final Duration closeTimeout;
    private @Nullable Conversation conversation;
    private @Nullable CompositeByteBuf fragments;
    /** What the message is that is being put together, or was the last. */
    private boolean binary;

    private boolean closing;

    /** @param ctx where in the pipeline it will stand, or right behind that */
    SocketChannel(ChannelHandlerContext ctx, int maxMessageBytes, Duration closeTimeout) {
        this.ctx = ctx;
        this.maxMessageBytes = maxMessageBytes;
        this.closeTimeout = closeTimeout;
    }

    void begin(Conversation with) {
        conversation = with;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!closing && message instanceof WebSocketFrame frame && conversation != null) {
                take(frame, conversation);
            } else if (message instanceof CloseWebSocketFrame) {
                if (conversation != null) {
                    conversation.goodbye();
                }
                var _ = ctx.close();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(WebSocketFrame frame, Conversation with) {
        switch (frame) {
            case TextWebSocketFrame text -> first(text, with);
            case BinaryWebSocketFrame binary -> {
                if (with.takesBinary()) {
                    first(binary, with);
                } else {
                    with.close(CloseCode.UNSUPPORTED_DATA);
                }
            }
            case ContinuationWebSocketFrame part -> {
                if (fragments != null) {
                    append(part, fragments, with);
                }
            }
            case PingWebSocketFrame ping -> with.pinged(ByteBufUtil.getBytes(ping.content()));
            case PongWebSocketFrame _ -> with.ponged();
            case CloseWebSocketFrame close -> goodbye(close, with);
            default -> with.close(CloseCode.PROTOCOL_ERROR);
        }
    }

    private void first(WebSocketFrame part, Conversation with) {
        binary = part instanceof BinaryWebSocketFrame;
        if (part.isFinalFragment()) {
            whole(part.content(), with);
        } else {
            fragments = ctx.alloc().compositeBuffer(MAX_FRAGMENTS);
            append(part, fragments, with);
        }
    }

    private void whole(ByteBuf message, Conversation with) {
        if (message.readableBytes() > maxMessageBytes) {
            with.close(CloseCode.TOO_BIG);
        } else if (binary) {
            with.said(ByteBufUtil.getBytes(message));
        } else {
            with.said(message.toString(StandardCharsets.UTF_8));
        }
    }

    private void append(WebSocketFrame part, CompositeByteBuf message, Conversation with) {
        if (message.readableBytes() + part.content().readableBytes() > maxMessageBytes
                || message.numComponents() == MAX_FRAGMENTS) {
            with.close(CloseCode.TOO_BIG);
            return;
        }
        message.addComponent(true, part.content().retain());
        if (part.isFinalFragment()) {
            fragments = null;
            try {
                whole(message, with);
            } finally {
                message.release();
            }
        }
    }

    private void goodbye(CloseWebSocketFrame close, Conversation with) {
        closing = true;
        with.goodbye();
        with.ended();
        Frame answer = close.statusCode() == NO_STATUS || close.statusCode() < 0
                ? Frame.emptyClose()
                : Frame.close(close.statusCode(), "");
        var _ = ctx.writeAndFlush(answer.buffer()).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (ctx.channel().isWritable() && conversation != null) {
            conversation.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
        if (conversation != null) {
            conversation.ended();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || conversation == null) {
            // The connection broke: there is nobody left to be told.
            var _ = ctx.close();
        } else if (cause instanceof CorruptedWebSocketFrameException violation) {
            conversation.close(CloseCode.ofRfc(violation.closeStatus().code()));
        } else {
            LOG.error("A connection could not be served", cause);
            conversation.close(CloseCode.INTERNAL);
        }
    }

    @Override
    public boolean isWritable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void write(ByteBuf bytes) {
        var _ = ctx.write(bytes, ctx.voidPromise());
    }

    @Override
    public void flush() {
        ctx.flush();
    }

    @Override
    public long unsentBytes() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /**
     * Says goodbye, ends our half of the connection, and reads on without listening: closing while the client is still
     * sending would reset the connection, and it would never see the code.
     */
    @Override
    public void close(CloseCode code, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        var _ = ctx.writeAndFlush(Frame.close(code.code(), reason).buffer()).addListener(_ -> {
            if (!code.reconnects() && ctx.channel() instanceof DuplexChannel half) {
                var _ = half.shutdownOutput();
            }
        });
        var _ = ctx.executor().schedule(this::hangUp, closeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void hangUp() {
        var _ = ctx.close();
    }
}
