package dev.florin.local;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one address of the system: passes each request and each socket to the service that {@link PathRules} names. Paths
 * and queries may carry tokens, so nothing of them is ever logged here.
 */
public final class Gateway implements AutoCloseable {
    private static final int LONGEST_REQUEST_LINE = 16 * 1024;
    private static final int LARGEST_HEADERS = 32 * 1024;
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final Options options;
    private final Vertx vertx;

    /**
     * @param trustForwarded whether callers may say on whose behalf they come: only behind another proxy
     * @param backends where the instances of each service listen; several take turns, as long as they are ready
     */
    public record Options(
            String host, int port, boolean trustForwarded, PathRules rules, Map<Service, List<Backend>> backends) {}

    /** Where one instance of a service listens. */
    public record Backend(String host, int port) {}

    /** Starts at once. @throws StartException if the port is taken */
    public Gateway(Options options) {
        this.options = options;
        int loops = Runtime.getRuntime().availableProcessors();
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        Backends backends = new Backends(options.backends());
        try {
            // Every loop listens on the same port: Vert.x deals the connections out.
            vertx.deployVerticle(() -> new Listener(options, backends), new DeploymentOptions().setInstances(loops))
                    .compose(_ -> vertx.deployVerticle(new ReadinessWatch(backends)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            boolean taken = e.getCause() instanceof BindException;
            throw new StartException(
                    "The gateway cannot listen on port " + options.port()
                            + (taken ? ": another process has it. Choose another port." : ": " + e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new StartException("interrupted", e);
        }
    }

    public String url() {
        return "http://" + options.host() + ":" + options.port();
    }

    /** Closes every connection. */
    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the gateway does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Listener extends AbstractVerticle {
        private final Options options;
        private final Backends backends;

        Listener(Options options, Backends backends) {
            this.options = options;
            this.backends = backends;
        }

        @Override
        public void start(Promise<Void> started) {
            GatewayRoutes routes = new GatewayRoutes(vertx, options.rules(), backends, options.trustForwarded());
            HttpServerOptions http = new HttpServerOptions()
                    .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                    .setMaxHeaderSize(LARGEST_HEADERS)
                    .setHttp2ClearTextEnabled(false)
                    .setTcpNoDelay(true);
            vertx.createHttpServer(http)
                    // A caller that hangs up is no news.
                    .exceptionHandler(_ -> {})
                    .requestHandler(routes)
                    .listen(options.port(), options.host())
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
