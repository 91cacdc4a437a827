package dev.florin.wallet.external;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Hands withdrawals to a rail's gateway: {@code POST} to its URL, signed like its callbacks. Any 2xx means that it has
 * taken the withdrawal, now or before: it knows a repeat by {@code withdrawal_id}. 422 means that it never will.
 */
final class GatewayClient {
    private static final Logger LOG = Logger.getLogger(GatewayClient.class);
    private static final int FIRST_SUCCESS = 200;
    private static final int FIRST_REDIRECT = 300;
    private static final int UNPROCESSABLE = 422;

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
            byte[] body = body(withdrawal);
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(timeout)
                    .header("Content-Type", "application/json")
                    .header("X-Rail-Signature", RailSignature.of(body, secret))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= FIRST_SUCCESS && status < FIRST_REDIRECT) {
                return Rail.Handover.TAKEN;
            }
            LOG.warnf("Withdrawal %s: the gateway of %s answered %d", withdrawal.id(), withdrawal.rail(), status);
            return status == UNPROCESSABLE ? Rail.Handover.REFUSED : Rail.Handover.LATER;
        } catch (IOException e) {
            LOG.warnf("Withdrawal %s waits for the gateway of %s: %s", withdrawal.id(), withdrawal.rail(), e);
            return Rail.Handover.LATER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Rail.Handover.LATER;
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
