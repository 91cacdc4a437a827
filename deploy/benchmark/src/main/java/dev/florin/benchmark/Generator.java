package dev.florin.benchmark;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one event loop from which all load comes: its state needs no locks, and it costs one core at most. */
final class Generator implements AutoCloseable {
    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final EventLoop loop = group.next();

    EventLoop loop() {
        return loop;
    }

    /** Runs something on the loop and waits for it. */
    <T> T call(Callable<T> work) {
        return await(() -> CompletableFuture.completedFuture(work.call()), 60);
    }

    /** Begins something on the loop and waits until it is done, but not for ever. */
    <T> T await(Callable<CompletableFuture<T>> work, int withinS) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                var _ = work.call().whenComplete((value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(withinS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("not done within " + withinS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @param source last part of the loopback address from which it comes: an address has only so many ports */
    CompletableFuture<Channel> connect(int source, int port, ChannelHandler handler) {
        CompletableFuture<Channel> connected = new CompletableFuture<>();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler);
                    }
                });
        bootstrap
                .connect(new InetSocketAddress(loopback(1), port), new InetSocketAddress(loopback(source), 0))
                .addListener((ChannelFuture done) -> {
                    if (done.isSuccess()) {
                        connected.complete(done.channel());
                    } else {
                        connected.completeExceptionally(done.cause());
                    }
                });
        return connected;
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keep-alive connections to one of the services. */
    List<HttpConnection> open(int port, int count) {
        List<HttpConnection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HttpConnection connection = new HttpConnection();
            connect(1, port, connection).join();
            connections.add(connection);
        }
        return List.copyOf(connections);
    }

    void close(List<HttpConnection> connections) {
        call(() -> {
            connections.forEach(HttpConnection::close);
            return true;
        });
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
