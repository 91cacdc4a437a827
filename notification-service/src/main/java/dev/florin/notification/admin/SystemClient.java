package dev.florin.notification.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import dev.florin.common.security.ServiceToken;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Asks another service something that it knows. */
@Singleton
class SystemClient {
    private static final Logger LOG = Logger.getLogger(SystemClient.class);
    private static final int OK = 200;

    private final HttpClient http;
    private final ServiceToken token;
    private final SystemConfig config;

    SystemClient(ServiceToken token, SystemConfig config) {
        this.token = token;
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.timeout())
                .build();
    }

    /** Completes normally, within the time-out; empty if there is no answer, or none that is understood. */
    <T> CompletableFuture<Optional<T>> ask(String url, String path, Class<T> type) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url.replaceAll("/+$", "") + path))
                .timeout(config.timeout())
                .header("Authorization", "Bearer " + token.token())
                .header("Accept", "application/json")
                .build();
        HttpResponse.BodyHandler<String> bounded = HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), config.maxAnswer());
        // The request's own time-out ends with the headers of the answer; this one holds to the end of its body.
        return http.sendAsync(request, bounded)
                .orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> read(answer, type))
                .exceptionally(failure -> {
                    LOG.infof("No answer to %s: %s", path, failure.getMessage());
                    return Optional.empty();
                });
    }

    private static <T> Optional<T> read(HttpResponse<String> answer, Class<T> type) {
        if (answer.statusCode() != OK) {
            LOG.infof("Answered %d to %s", answer.statusCode(), answer.uri().getPath());
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Json.mapper().readValue(answer.body(), type));
        } catch (JsonProcessingException e) {
            LOG.infof("Not understood: the answer to %s", answer.uri().getPath());
            return Optional.empty();
        }
    }
}
