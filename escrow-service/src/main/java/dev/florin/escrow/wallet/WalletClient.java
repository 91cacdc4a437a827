package dev.florin.escrow.wallet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.api.wallet.LedgerCommandBatch;
import dev.florin.common.json.Json;
import dev.florin.common.parallel.Batcher;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.ServiceToken;
import dev.florin.common.trace.TraceLog;
import dev.florin.common.trace.Traces;
import dev.florin.common.trace.Work;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
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
    private static final String COMMANDS = "/internal/ledger/commands";
    private static final double PERCENT = 100;

    private final HttpClient http;
    private final URI command;
    private final URI batch;
    private final ServiceToken token;
    private final WalletConfig config;
    private final TypedGuard<List<LedgerAnswer>> guard;
    private final Batcher<LedgerCommandBatch.Item, LedgerAnswer> batcher;
    private final Traces traces;

    WalletClient(WalletConfig config, ServiceToken token, Traces traces) {
        this.traces = traces;
        this.config = config;
        this.token = token;
        this.command = URI.create(config.url().replaceAll("/+$", "") + COMMANDS);
        this.batch = URI.create(command + "/batch");
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .build();
        this.guard = guard(config);
        this.batcher = new Batcher<>(LedgerCommandBatch.MAX_COMMANDS, this::applyAll, _ -> true, null);
    }

    /** The breaker sees each try, and counts only those that got no answer: a refusal is one. */
    private static TypedGuard<List<LedgerAnswer>> guard(WalletConfig config) {
        return TypedGuard.create(new TypeLiteral<List<LedgerAnswer>>() {})
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

    /** @param text no more than {@code maxAnswer} bytes per command */
    private record Said(int status, String text) {}

    /** Has all steps done, or none; in one request with what others want at the same time. */
    public LedgerAnswer apply(List<LedgerCommand.Step> steps, @Nullable String traceparent) {
        Work work = traces.begin(SpanKind.CLIENT, "POST " + COMMANDS, traceparent);
        LedgerAnswer answer = batcher.call(new LedgerCommandBatch.Item(steps, work.traceparent()));
        if (answer instanceof LedgerAnswer.Unknown(String why)) {
            work.end(new IOException(why));
        } else {
            work.end();
        }
        return answer;
    }

    private List<LedgerAnswer> applyAll(List<LedgerCommandBatch.Item> commands) {
        try {
            return guard.call(() -> commands.size() == 1 ? List.of(ask(commands.getFirst())) : ask(commands));
        } catch (CircuitBreakerOpenException e) {
            return unknown(commands.size(), "wallet-service gave no answers lately and is not asked");
        } catch (Exception e) {
            TraceLog.during(
                    commands.getFirst().traceparent(),
                    () -> LOG.warnf("wallet-service gives no answer: %s", e.toString()));
            return unknown(commands.size(), e.toString());
        }
    }

    private static List<LedgerAnswer> unknown(int count, String why) {
        return Collections.nCopies(count, new LedgerAnswer.Unknown(why));
    }

    /**
     * Of a refund that was done: asking for it again changes nothing, and says what its wallet had to spend then.
     *
     * @return in major units; null if the ledger did not keep it
     * @throws FlorinException {@link ProblemType#LEDGER_UNAVAILABLE} rather than another answer than the first one
     */
    public @Nullable BigDecimal available(List<LedgerCommand.Step> refund, @Nullable String traceparent) {
        return switch (apply(refund, traceparent)) {
            case LedgerAnswer.Done done -> done.available();
            case LedgerAnswer.Unknown unknown -> throw unknown.asException();
            case LedgerAnswer.Refused refused -> throw new IllegalStateException("a done refund: " + refused.reason());
        };
    }

    private LedgerAnswer ask(LedgerCommandBatch.Item one) throws IOException {
        Said said = post(command, new LedgerCommand(one.steps()), one.traceparent(), 1);
        if (said.status() == 200) {
            return decided(read(said, LedgerBatch.Results.class).results());
        }
        return isRefusal(said.status()) ? refused(read(said, Code.class).code()) : notDecided(said.status());
    }

    private static boolean isRefusal(int status) {
        return status == 409 || status == 422;
    }

    private List<LedgerAnswer> ask(List<LedgerCommandBatch.Item> commands) throws IOException {
        Said said = post(batch, new LedgerCommandBatch(commands), null, commands.size());
        return switch (said.status()) {
            case 200 -> answers(read(said, LedgerCommandBatch.Answers.class).answers(), commands.size());
            // Somebody who does not know batches yet, or one of them is in the way of all.
            case 400, 404, 405, 413 -> askEach(commands);
            default -> Collections.nCopies(commands.size(), notDecided(said.status()));
        };
    }

    /** @throws IOException if there is no answer to any of them */
    private List<LedgerAnswer> askEach(List<LedgerCommandBatch.Item> commands) throws IOException {
        List<LedgerAnswer> answers = new ArrayList<>();
        IOException last = null;
        int answered = 0;
        for (LedgerCommandBatch.Item one : commands) {
            try {
                answers.add(ask(one));
                answered++;
            } catch (IOException e) {
                last = e;
                answers.add(new LedgerAnswer.Unknown(e.toString()));
            }
        }
        if (last != null && answered == 0) {
            throw last;
        }
        return answers;
    }

    private static List<LedgerAnswer> answers(List<LedgerCommandBatch.Answer> said, int expected) throws IOException {
        if (said.size() != expected) {
            throw new IOException("wallet-service answered " + said.size() + " of " + expected + " commands");
        }
        List<LedgerAnswer> answers = new ArrayList<>();
        for (LedgerCommandBatch.Answer one : said) {
            List<LedgerBatch.Result> results = one.results();
            if (one.status() == 200 && results != null) {
                answers.add(decided(results));
            } else {
                answers.add(
                        isRefusal(one.status())
                                ? refused(one.code())
                                : new LedgerAnswer.Unknown("wallet-service answered " + one.status()));
            }
        }
        return answers;
    }

    /** @throws IOException if the same again may be answered better at once */
    private static LedgerAnswer notDecided(int status) throws IOException {
        return switch (status) {
            // Somebody who is there, and does not know the call or the caller (yet): at once it is no better.
            case 400, 401, 403, 404, 405, 413, 415 -> new LedgerAnswer.Unknown("wallet-service answered " + status);
            default -> throw new IOException("wallet-service answered " + status);
        };
    }

    private Said post(URI uri, Object body, @Nullable String traceparent, int commands) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(config.timeout())
                .header("Authorization", "Bearer " + token.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body)));
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        return call(request.build(), (long) config.maxAnswer() * commands);
    }

    /** What is read of a problem. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Code(@Nullable String code) {}

    private static LedgerAnswer decided(List<LedgerBatch.Result> results) {
        for (LedgerBatch.Result result : results) {
            String code = result.code();
            if (code != null && !code.equals(ProblemType.BATCH_REFUSED.code())) {
                return refused(code);
            }
        }
        return new LedgerAnswer.Done(results.stream()
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
    private Said call(HttpRequest request, long maxAnswer) throws IOException {
        CompletableFuture<HttpResponse<String>> response = http.sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), maxAnswer));
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
