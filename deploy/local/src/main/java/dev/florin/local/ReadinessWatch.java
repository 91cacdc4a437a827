package dev.florin.local;

import dev.florin.local.Gateway.Backend;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks each instance that has others beside it whether it is ready. One that is about to go says so first and keeps
 * working for {@link ServiceCommand#DRAIN_DELAY}, which is longer than the time between two questions: so nothing new
 * reaches it when it stops.
 */
final class ReadinessWatch extends AbstractVerticle {
    static final Duration ASK_EVERY = Duration.ofMillis(150);
    private static final int ANSWER_WITHIN_MS = 1_000;
    private static final String PATH = "/q/health/ready";
    private static final int READY = 200;

    private final Backends backends;
    private @Nullable HttpClient client;

    ReadinessWatch(Backends backends) {
        this.backends = backends;
    }

    @Override
    public void start() {
        HttpClient opened = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(ANSWER_WITHIN_MS));
        client = opened;
        backends.withOthersBeside().forEach(backend -> ask(opened, backend));
    }

    private void ask(HttpClient opened, Backend backend) {
        opened.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(backend.host())
                        .setPort(backend.port())
                        .setURI(PATH)
                        .setTimeout(ANSWER_WITHIN_MS))
                .compose(HttpClientRequest::send)
                .map(answer -> answer.statusCode() == READY)
                .onComplete(asked -> {
                    if (asked.succeeded() && asked.result()) {
                        backends.stepForward(backend);
                    } else {
                        backends.stepBack(backend);
                    }
                    vertx.setTimer(ASK_EVERY.toMillis(), _ -> ask(opened, backend));
                });
    }

    @Override
    public void stop() {
        if (client != null) {
            var _ = client.close();
        }
    }
}
