package dev.florin.refund.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.json.Json;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.security.ServiceToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An owner that speaks the refundables contract over REST: all of them do. */
final class OwnerClient implements RefundSource {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final int OK = 200;
    private static final int MAX_CODE_LENGTH = 64;

    private final String name;
    private final String refundables;
    private final HttpClient http;
    private final ServiceToken token;
    private final Duration timeout;
    private final int maxAnswer;

    OwnerClient(String name, String url, HttpClient http, ServiceToken token, SourceConfig.Source config) {
        this.name = name;
        this.refundables = url.replaceAll("/+$", "") + "/internal/refundables";
        this.http = http;
        this.token = token;
        this.timeout = config.timeout();
        this.maxAnswer = config.maxAnswer();
    }

    /** @param text no more than {@code maxAnswer} bytes */
    private record Said(int status, String text) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Refundable> due(@Nullable Instant after, int limit) throws IOException {
        String from = after == null ? "" : "&due_after=" + Json.text(after);
        Said said = call(request("?limit=" + limit + from).GET());
        if (said.status() != OK) {
            throw new IOException(name + " answered " + said.status());
        }
        return read(said, Refundable.Due.class).items();
    }

    @Override
    public Answer refund(String kind, UUID id, UUID refundId, String traceparent) {
        try {
            String order = Json.mapper().writeValueAsString(new Refund.Order(refundId.toString()));
            Said said = call(request("/" + kind + "/" + id + "/refund")
                    .header("Content-Type", "application/json")
                    .header("traceparent", traceparent)
                    .POST(HttpRequest.BodyPublishers.ofString(order)));
            return switch (said.status()) {
                case OK -> given(read(said, Refund.class), kind, id);
                case NOT_FOUND, CONFLICT -> refused(said, true);
                case UNPROCESSABLE -> refused(said, false);
                default -> new Answer.Unknown("answered " + said.status());
            };
        } catch (IOException | IllegalArgumentException e) {
            return new Answer.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /** A 404 or 409 counts as the owner's word only if it names its problem: a proxy in between says 404 as well. */
    private Answer refused(Said said, boolean isFinal) throws IOException {
        JsonNode problem = read(said, JsonNode.class);
        String code = problem.path("code").asText();
        return code.isEmpty() || code.length() > MAX_CODE_LENGTH
                ? new Answer.Unknown("answered " + said.status() + " without a code")
                : new Answer.Refused(code, isFinal && !isPassing(code));
    }

    /** Somebody else's request for the same thing is under way. */
    private static boolean isPassing(String code) {
        return code.equals("idempotency-in-progress");
    }

    // What comes off the wire may lack anything, whatever the types say.
    @SuppressWarnings("ConstantValue")
    private Answer given(Refund refund, String kind, UUID id) throws IOException {
        if (!kind.equals(refund.kind()) || !id.equals(refund.id())) {
            throw new IOException(name + " answered for another thing");
        }
        if (refund.amount() == null || refund.currency() == null) {
            throw new IOException(name + " does not say how much it gave back");
        }
        try {
            Asset asset = Asset.of(refund.currency());
            return new Answer.Given(
                    Money.positive(refund.amount(), asset),
                    refund.description(),
                    refund.transactionId(),
                    refund.balanceAfter() == null ? null : Money.of(refund.balanceAfter(), asset));
        } catch (FlorinException e) {
            throw new IOException(name + " answered with an amount that cannot be: " + e.detail(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(refundables + path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token.token())
                .header("Accept", "application/json, application/problem+json");
    }

    /** The request's own time-out ends with the headers of the answer; this one holds to the end of its body. */
    private Said call(HttpRequest.Builder request) throws IOException {
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

    private <T> T read(Said said, Class<T> type) throws IOException {
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
