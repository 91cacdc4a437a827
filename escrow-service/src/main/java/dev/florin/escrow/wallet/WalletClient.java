package dev.florin.escrow.wallet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.json.Json;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.ServiceToken;
import dev.florin.common.trace.TraceLog;
import dev.florin.common.trace.Traces;
import dev.florin.common.trace.Work;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has the ledger move money. Every id is made by the caller, so that asking again is always harmless. */
@Singleton
public class WalletClient {
    private static final Logger LOG = Logger.getLogger(WalletClient.class);
    private static final double PERCENT = 100;

    private final HttpClient http;
    private final URI commands;
    private final ServiceToken token;
    private final WalletConfig config;
    private final TypedGuard<LedgerAnswer> guard;
    private final Traces traces;

    WalletClient(WalletConfig config, ServiceToken token, Traces traces) {
        this.traces = traces;
        this.config = config;
        this.token = token;
        this.commands = URI.create(config.url().replaceAll("/+$", "") + "/internal/ledger/commands");
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .build();
        this.guard = guard(config);
    }

    /** The breaker sees each try, and counts only those that got no answer: a refusal is one. */
    private static TypedGuard<LedgerAnswer> guard(WalletConfig config) {
        return TypedGuard.create(LedgerAnswer.class)
                .withDescription("wallet-service")
                .withCircuitBreaker()
                .requestVolumeThreshold(config.breakerVolume())
                .failureRatio(config.breakerPercent() / PERCENT)
                .delay(config.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .failOn(IOException.class)
                .done()
                .withRetry()
                .maxRetries(config.retries())
                .delay(config.retryDelay().toMillis(), ChronoUnit.MILLIS)
                .jitter(config.retryDelay().toMillis(), ChronoUnit.MILLIS)
                .retryOn(IOException.class)
                .done()
                .build();
    }

    /** @param text no more than {@code maxAnswer} bytes */
    private record Said(int status, String text) {}

    /** Has all steps done, or none. */
    public LedgerAnswer apply(List<LedgerCommand.Step> steps, @Nullable String traceparent) {
        Work work = traces.begin(SpanKind.CLIENT, "POST /internal/ledger/commands", traceparent);
        try {
            String body = Json.mapper().writeValueAsString(new LedgerCommand(steps));
            LedgerAnswer answer = guard.call(() -> ask(body, work.traceparent()));
            work.end();
            return answer;
        } catch (CircuitBreakerOpenException e) {
            work.end(e);
            return new LedgerAnswer.Unknown("wallet-service gave no answers lately and is not asked");
        } catch (Exception e) {
            work.end(e);
            TraceLog.during(traceparent, () -> LOG.warnf("wallet-service gives no answer: %s", e.toString()));
            return new LedgerAnswer.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Of a refund that was done: asking for it again changes nothing, and says what its wallet has to spend.
     *
     * @return in major units; null if the ledger cannot say now
     */
    public @Nullable BigDecimal available(List<LedgerCommand.Step> refund, @Nullable String traceparent) {
        return apply(refund, traceparent) instanceof LedgerAnswer.Done done ? done.available() : null;
    }

    private LedgerAnswer ask(String body, @Nullable String traceparent) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(commands)
                .timeout(config.timeout())
                .header("Authorization", "Bearer " + token.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        Said said = call(request.build());
        return switch (said.status()) {
            case 200 -> decided(said);
            case 409, 422 -> refused(read(said, Code.class).code());
            // Somebody who is there, and does not know the call or the caller (yet): at once it is no better.
            case 400, 401, 403, 404, 405, 413, 415 ->
                new LedgerAnswer.Unknown("wallet-service answered " + said.status());
            default -> throw new IOException("wallet-service answered " + said.status());
        };
    }

    /** What is read of a problem. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Code(@Nullable String code) {}

    private LedgerAnswer decided(Said said) throws IOException {
        LedgerBatch.Results results = read(said, LedgerBatch.Results.class);
        for (LedgerBatch.Result result : results.results()) {
            String code = result.code();
            if (code != null && !code.equals(ProblemType.BATCH_REFUSED.code())) {
                return refused(code);
            }
        }
        return new LedgerAnswer.Done(results.results().stream()
                .map(LedgerBatch.Result::availableBalance)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null));
    }

    /**
     * A code that only a newer wallet-service knows, or that somebody in between said, is no decision. Nor is
     * {@code id-reused}: a name in the command meant another account when it was asked for before, and only what was
     * decided then counts.
     */
    private static LedgerAnswer refused(@Nullable String code) {
        try {
            ProblemType reason = ProblemType.ofCode(String.valueOf(code));
            if (reason != ProblemType.ID_REUSED) {
                return new LedgerAnswer.Refused(reason);
            }
        } catch (IllegalArgumentException e) {
            LOG.debugf(e, "An unknown code");
        }
        return new LedgerAnswer.Unknown("the ledger refused with " + code);
    }

    /** The request's own time-out ends with the headers of the answer; this one holds to the end of its body. */
    private Said call(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<String>> response = http.sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), config.maxAnswer()));
        try {
            HttpResponse<String> said = response.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return new Said(said.statusCode(), said.body());
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new IOException("wallet-service takes longer than " + config.timeout(), e);
        } catch (ExecutionException e) {
            throw new IOException("wallet-service failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.cancel(true);
            throw new IOException("interrupted while asking wallet-service", e);
        }
    }

    private static <T> T read(Said said, Class<T> type) throws IOException {
        try {
            T read = Json.mapper().readValue(said.text(), type);
            if (read == null) {
                throw new IOException("wallet-service answered nothing");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IOException("wallet-service answered what is not understood", e);
        }
    }
}
