package dev.florin.common.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.security.ServiceToken;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands events to notification-service. */
@Singleton
public class NotificationClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI events;
    private final ServiceToken token;
    private final Duration timeout;

    NotificationClient(
            @ConfigProperty(name = "florin.notification.url", defaultValue = "http://localhost:8084") String url,
            ServiceToken token,
            OutboxConfig config) {
        this.events = URI.create(url.replaceAll("/+$", "") + "/internal/events");
        this.token = token;
        this.timeout = config.timeout();
    }

    /** What the other side said. */
    enum Answer {
        /** All events are kept. */
        ACCEPTED,
        /** None is kept, and the same batch will never be. */
        REFUSED
    }

    /**
     * Sends a batch; sending it again after a failure is harmless.
     *
     * @throws IOException if it is not known or not decided whether the batch was kept: try again later
     */
    Answer tell(List<EventEnvelope> batch) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(events)
                .timeout(timeout)
                .header("Authorization", "Bearer " + token.token())
                .header("Content-Type", EventEnvelope.BATCH_MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(batch)))
                .build();
        int status = status(request);
        return switch (status) {
            case 200, 201, 202, 204 -> Answer.ACCEPTED;
            case 400, 413, 422 -> Answer.REFUSED;
            default -> throw new IOException("notification-service answered " + status);
        };
    }

    /** The request's own time-out ends with the headers of the answer; this one holds to the end of its body. */
    private int status(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("notification-service takes longer than " + timeout, e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static byte[] body(List<EventEnvelope> batch) {
        try {
            return Json.mapper().writeValueAsBytes(batch);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written", e);
        }
    }
}
