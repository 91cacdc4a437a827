package dev.florin.refund.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import dev.florin.common.security.ServiceToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks another service of Florin, with bounds on the time and the size of its answer. */
final class ServiceClient {
    private static final int OK = 200;

    private final String name;
    private final String url;
    private final HttpClient http;
    private final ServiceToken token;
    private final Duration timeout;
    private final int maxAnswer;

    ServiceClient(String name, String url, HttpClient http, ServiceToken token, SourceConfig.Source config) {
        this.name = name;
        this.url = url.replaceAll("/+$", "");
        this.http = http;
        this.token = token;
        this.timeout = config.timeout();
        this.maxAnswer = config.maxAnswer();
    }

    /** @param text no more than {@code maxAnswer} bytes */
    record Said(int status, String text) {}

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token.token())
                .header("Accept", "application/json, application/problem+json");
    }

    /** The query of a list in the order of time that is read in pages. */
    static String part(Instant since, @Nullable String cursor, int limit) {
        String from = cursor == null ? "&since=" + Json.text(since) : "&cursor=" + cursor;
        return "?limit=" + limit + from;
    }

    /** @throws IOException unless it answers 200 with such a document */
    <T> T get(String path, Class<T> type) throws IOException {
        Said said = call(request(path).GET());
        if (said.status() != OK) {
            throw new IOException(name + " answered " + said.status());
        }
        return read(said, type);
    }

    /** The request's own time-out ends with the headers of the answer; this one holds to the end of its body. */
    Said call(HttpRequest.Builder request) throws IOException {
        HttpResponse.BodyHandler<String> bounded = HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), maxAnswer);
        CompletableFuture<HttpResponse<String>> response = http.sendAsync(request.build(), bounded);
        try {
            HttpResponse<String> said = response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Said(said.statusCode(), said.body());
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new IOException(name + " takes longer than " + timeout, e);
        } catch (ExecutionException e) {
            throw new IOException(name + " failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.cancel(true);
            throw new IOException("interrupted while asking " + name, e);
        }
    }

    <T> T read(Said said, Class<T> type) throws IOException {
        try {
            T read = Json.mapper().readValue(said.text(), type);
            if (read == null) {
                throw new IOException(name + " answered nothing");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IOException(name + " answered what is not understood", e);
        }
    }
}
