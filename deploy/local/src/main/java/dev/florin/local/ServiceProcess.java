package dev.florin.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One process of one service. Started again it listens on the same port. */
record ServiceProcess(String name, int port, ServiceCommand command, ChildProcess process) {
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(50);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts the process; {@link #awaitReady} says when it can be used. */
    void start() {
        process.start(command.command(), command.environment());
    }

    void awaitReady(HttpClient client, Waiting waiting) {
        HttpRequest question = HttpRequest.newBuilder(URI.create(url() + "/q/health/ready"))
                .timeout(ANSWER_WITHIN)
                .build();
        waiting.until(TRY_AGAIN_AFTER, process, () -> {
            try {
                return client.send(question, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }
}
