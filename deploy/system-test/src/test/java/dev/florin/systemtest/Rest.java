package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls to one address. */
record Rest(HttpClient client, String url) {
    /** Longer than any service may take, so that a silent one is found. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    /** One call, once. @throws IOException if there is no answer, and it is not known whether it was done */
    Answer call(String method, String path, String token, @Nullable JsonNode body, @Nullable String key)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER_WITHIN)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return send(request.build());
    }

    Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** One call to a system that is up. */
    Answer ask(String method, String path, String token, @Nullable JsonNode body, @Nullable String key) {
        try {
            return call(method, path, token, body, key);
        } catch (IOException e) {
            throw new AssertionError(method + " got no answer", e);
        }
    }

    Answer get(String path, String token) {
        return ask("GET", path, token, null, null);
    }
}
