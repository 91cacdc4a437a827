package dev.florin.common.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.security.ServiceToken;
import dev.florin.common.trace.SharedWork;
import dev.florin.common.trace.Traces;
import dev.florin.common.trace.Work;
import io.opentelemetry.api.trace.SpanKind;
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
import org.jspecify.annotations.Nullable;

/** Hands events to notification-service. */
@Singleton
public class NotificationClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final String REQUEST = "POST /internal/events";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI events;
    private final ServiceToken token;
    private final Duration timeout;
    private final Traces traces;

    NotificationClient(
            @ConfigProperty(name = "florin.notification.url", defaultValue = "http://localhost:8084") String url,
            ServiceToken token,
            OutboxConfig config,
            Traces traces) {
        this.traces = traces;
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
     * A request under way.
     *
     * @param telling and {@code request} are over when it is answered
     */
    record Call(CompletableFuture<HttpResponse<Void>> response, Duration timeout, SharedWork telling, Work request) {
        /**
         * Waits for what the other side says. The request's own time-out ends with the headers of the answer; this one
         * holds to the end of its body.
         *
         * @throws IOException if it is not known or not decided whether the batch was kept: try again later
         */
        Answer answer() throws IOException, InterruptedException {
            try {
                Answer answer = answered();
                end(null);
                return answer;
            } catch (IOException e) {
                end(e);
                throw e;
            }
        }

        private void end(@Nullable IOException failure) {
            request.end(failure);
            telling.end(failure);
        }

        private Answer answered() throws IOException, InterruptedException {
            int status = status();
            return switch (status) {
                case 200, 201, 202, 204 -> Answer.ACCEPTED;
                case 400, 413, 422 -> Answer.REFUSED;
                default -> throw new IOException("notification-service answered " + status);
            };
        }

        private int status() throws IOException, InterruptedException {
            try {
                return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            } catch (TimeoutException e) {
                response.cancel(true);
                throw new IOException("notification-service takes longer than " + timeout, e);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
    }

    /**
     * Sends a batch; sending it again after a failure is harmless.
     *
     * @param telling what is done in the traces of the events; the request stands in one of them and links to the rest
     */
    Call tell(HttpRequest.BodyPublisher batch, SharedWork telling) {
        Work work = traces.beginForAll(SpanKind.CLIENT, REQUEST, telling.traceparents());
        HttpRequest.Builder request = HttpRequest.newBuilder(events)
                .timeout(timeout)
                .header("Authorization", "Bearer " + token.token())
                .header("Content-Type", EventEnvelope.BATCH_MEDIA_TYPE)
                .POST(batch);
        String traceparent = work.traceparent();
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        return new Call(
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding()), timeout, telling, work);
    }

    static HttpRequest.BodyPublisher body(List<EventEnvelope> batch) {
        try {
            return HttpRequest.BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(batch));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event cannot be written", e);
        }
    }
}
