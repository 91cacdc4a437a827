package dev.florin.notification.socket;

import dev.florin.common.security.Caller;
import dev.florin.common.security.TokenVerifier;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Subscriber;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.vertx.core.http.impl.HttpServerConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a connection out of the HTTP stack after the handshake. What is left in its pipeline is Netty's strict decoder,
 * a UTF-8 check and {@link SocketChannel}: RFC 6455 to the letter, little memory, and writing below any encoder.
 */
@Singleton
class TakeoverService {
    private static final Logger LOG = Logger.getLogger(TakeoverService.class);

    /** Bytes in the network's buffer above which a connection counts as behind, and below which as level again. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    /** What Vert.x calls the handlers that speak HTTP. */
    private static final List<String> HTTP = List.of("httpEncoder", "inflater", "deflater", "chunkedWriter", "idle");

    private static final String DECODER = "httpDecoder";

    private final Feed feed;
    private final SocketConfig config;
    private final Conversation.Terms terms;
    private final WebSocketDecoderConfig strict;
    private final RateService rates;

    TakeoverService(
            Feed feed, FeedMeters meters, TokenVerifier verifier, RateService rates, SocketConfig config, Clock clock) {
        this.feed = feed;
        this.rates = rates;
        this.config = config;
        this.terms = new Conversation.Terms(
                verifier,
                config.tokenGrace(),
                meters,
                clock,
                config.messagesPerSecond(),
                config.messageBurst(),
                config.maxStrikes());
        this.strict = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .maxFramePayloadLength(config.maxMessageBytes())
                .closeOnProtocolViolation(false)
                .build();
    }

    /**
     * Opens a session over a connection whose handshake is done, on its event loop. Vert.x keeps the end of the
     * pipeline, for its own books.
     *
     * @param address where the client comes from, as a trusted proxy may say
     */
    void connect(
            HttpServerConnection connection,
            Door door,
            Caller caller,
            FeedSession.Wish wish,
            @Nullable String address) {
        ChannelHandlerContext vertxHandler = connection.channelHandlerContext();
        SocketChannel channel = install(vertxHandler);
        FeedSession session = feed.open(
                Subscriber.of(caller, config.tokenGrace(), address),
                door.dialect(),
                channel,
                vertxHandler.channel().eventLoop(),
                wish);
        channel.begin(new Conversation(session, door.desk(), terms, () -> rates.ofUser(caller.id())));
        session.servedBy(door.desk());
        // What the client has said already is passed on to us by the decoder that goes.
        remove(vertxHandler.pipeline(), DECODER);
        if (!vertxHandler.channel().isActive()) {
            // It broke before we were there to hear of it.
            session.closed();
        }
        LOG.debugf("Connected: User=%s, Dialect=%s", caller.id(), door.dialect().name());
    }

    /** Ends a connection whose handshake is done, with nothing but a goodbye. */
    void sendAway(HttpServerConnection connection, Frame goodbye) {
        ChannelHandlerContext vertxHandler = connection.channelHandlerContext();
        HTTP.forEach(handler -> remove(vertxHandler.pipeline(), handler));
        remove(vertxHandler.pipeline(), DECODER);
        var _ = vertxHandler.writeAndFlush(goodbye.buffer()).addListener(ChannelFutureListener.CLOSE);
    }

    private static void remove(ChannelPipeline pipeline, String handler) {
        if (pipeline.get(handler) != null) {
            pipeline.remove(handler);
        }
    }

    private SocketChannel install(ChannelHandlerContext vertxHandler) {
        ChannelPipeline pipeline = vertxHandler.pipeline();
        HTTP.forEach(handler -> remove(pipeline, handler));
        String last = vertxHandler.name();
        pipeline.addBefore(last, "frames", new WebSocket13FrameDecoder(strict));
        pipeline.addBefore(last, "utf8", new Utf8FrameValidator(false));
        SocketChannel channel =
                new SocketChannel(pipeline.context("utf8"), config.maxMessageBytes(), config.closeTimeout());
        pipeline.addBefore(last, "socket", channel);
        pipeline.channel().config().setWriteBufferWaterMark(WATER_MARK);
        pipeline.channel().config().setAutoRead(true);
        return channel;
    }
}
