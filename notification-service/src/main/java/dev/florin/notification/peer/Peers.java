package dev.florin.notification.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.common.security.ServiceToken;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How another service is asked: with a token of our own, within a time, and for no more than can be held. A call does
 * not block; it fails where no whole answer comes in time.
 */
public final class Peers {
    private final HttpClient http;
    private final ServiceToken token;
    private final Duration timeout;
    private final int maxAnswer;

    /** @param maxAnswer in bytes */
    public Peers(ServiceToken token, Duration timeout, int maxAnswer) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.token = token;
        this.timeout = timeout;
        this.maxAnswer = maxAnswer;
    }

    /** Whatever was answered. */
    public record Answer(int status, String body) {
        private static final int OK = 200;
        private static final int NOT_FOUND = 404;

        public boolean isOk() {
            return status == OK;
        }

        public boolean isNotFound() {
            return status == NOT_FOUND;
        }

        /** @throws IllegalStateException if it is not one of 200, or not understood */
        public JsonNode json() {
            return as(JsonNode.class);
        }

        /** As {@link #json()}. */
        public <T> T as(Class<T> type) {
            if (!isOk()) {
                throw new IllegalStateException("it answered " + status);
            }
            try {
                return Json.mapper().readValue(body, type);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("its answer is not understood", e);
            }
        }
    }

    /** What a URL begins with, so that a path can follow. */
    public static String base(String url) {
        return url.replaceAll("/+$", "");
    }

    public CompletableFuture<Answer> get(String url) {
        return send(request(url).GET());
    }

    public CompletableFuture<Answer> post(String url, JsonNode body) {
        return send(request(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token.token())
                .header("Accept", "application/json");
    }

    /** The request's own time-out ends with the head of the answer; the other one holds to the end of its body. */
    private CompletableFuture<Answer> send(HttpRequest.Builder request) {
        return http.sendAsync(
                        request.build(),
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), maxAnswer))
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> new Answer(answer.statusCode(), answer.body()));
    }
}
