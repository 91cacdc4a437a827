package dev.florin.wallet.external;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Hands withdrawals to a rail's gateway: {@code POST} to its URL, signed like its callbacks. Any 2xx means that it has
 * taken the withdrawal, now or before: it knows a repeat by {@code withdrawal_id}. 422 means that it never will.
 */
final class GatewayClient {
    private static final Logger LOG = Logger.getLogger(GatewayClient.class);
    private static final int FIRST_SUCCESS = 200;
    private static final int FIRST_REDIRECT = 300;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final int FIRST_SERVER_ERROR = 500;

    private final URI url;
    private final String secret;
    private final Duration timeout;
    private final HttpClient http;
    private final Clock clock;

    GatewayClient(URI url, String secret, Duration timeout, Clock clock) {
        this.url = url;
        this.secret = secret;
        this.timeout = timeout;
        this.clock = clock;
        // Whoever answers with another address is not who was configured.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * What the gateway is sent.
     *
     * @param amount in major units of {@code currency}
     * @param sentAt so that a gateway can refuse what is replayed
     */
    record Order(UUID withdrawalId, BigDecimal amount, String currency, String destination, Instant sentAt) {}

    Rail.Handover submit(RailTransaction withdrawal) {
        try {
            int status = post(body(withdrawal));
            if (status >= FIRST_SUCCESS && status < FIRST_REDIRECT) {
                return Rail.Handover.TAKEN;
            }
            LOG.warnf("Withdrawal %s: the gateway of %s answered %d", withdrawal.id(), withdrawal.rail(), status);
            return switch (status) {
                case UNPROCESSABLE -> Rail.Handover.REFUSED;
                // Too late, or there already: it may have it.
                case REQUEST_TIMEOUT, CONFLICT -> Rail.Handover.UNKNOWN;
                default -> status < FIRST_SERVER_ERROR ? Rail.Handover.NOT_TAKEN : Rail.Handover.UNKNOWN;
            };
        } catch (IOException e) {
            LOG.warnf("Withdrawal %s waits for the gateway of %s: %s", withdrawal.id(), withdrawal.rail(), e);
            return e instanceof ConnectException || e instanceof HttpConnectTimeoutException
                    ? Rail.Handover.NOT_TAKEN
                    : Rail.Handover.UNKNOWN;
        }
    }

    /** The request's own time-out ends with the headers of the answer; this one holds to its end. */
    private int post(byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("X-Rail-Signature", RailSignature.of(body, secret))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("it takes longer than " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new IOException("interrupted", e);
        }
    }

    private byte[] body(RailTransaction withdrawal) throws JsonProcessingException {
        return Json.mapper()
                .writeValueAsBytes(new Order(
                        withdrawal.id(),
                        withdrawal.amount().major(),
                        withdrawal.amount().asset().code(),
                        String.valueOf(withdrawal.destination()),
                        clock.instant()));
    }
}
