package dev.florin.notification.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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

/** Asks escrow-service whose an escrow is. */
@Singleton
class EscrowClient {
    private static final Logger LOG = Logger.getLogger(EscrowClient.class);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpClient http;
    private final Optional<String> escrows;
    private final ServiceToken token;
    private final TopicConfig config;

    EscrowClient(ServiceToken token, TopicConfig config) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.timeout())
                .build();
        this.escrows = config.escrowUrl().map(url -> url.replaceAll("/+$", "") + "/internal/escrows/");
        this.token = token;
        this.config = config;
    }

    /**
     * Does not block, and completes within the time limit.
     *
     * @param escrowId of letters, digits, {@code _} and {@code -}
     */
    CompletableFuture<Access> access(String userId, String escrowId) {
        if (escrows.isEmpty()) {
            return CompletableFuture.completedFuture(Access.DENIED);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(escrows.get() + escrowId + "/parties"))
                .timeout(config.timeout())
                .header("Authorization", "Bearer " + token.token())
                .header("Accept", "application/json")
                .GET()
                .build();
        var bounded = HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), config.maxAnswer());
        return http.sendAsync(request, bounded)
                .orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(response -> access(response, userId))
                .exceptionally(failure -> {
                    LOG.warnf("escrow-service cannot be asked: %s", failure.getMessage());
                    return Access.UNKNOWN;
                });
    }

    private static Access access(HttpResponse<String> response, String userId) {
        return switch (response.statusCode()) {
            case OK -> isParty(response.body(), userId) ? Access.GRANTED : Access.DENIED;
            case NOT_FOUND -> Access.DENIED;
            default -> throw new IllegalStateException("it answered " + response.statusCode());
        };
    }

    private static boolean isParty(String answer, String userId) {
        try {
            for (JsonNode party : Json.mapper().readTree(answer).path("parties")) {
                if (userId.equals(party.textValue())) {
                    return true;
                }
            }
            return false;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("its answer is not understood", e);
        }
    }
}
