package dev.florin.notification.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.json.Json;
import dev.florin.common.security.ServiceToken;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks wallet-service, which counts what users spend. Its answers complete within the time limit. */
@Singleton
class FigureClient {
    private static final int OK = 200;

    private final HttpClient http;
    private final String insight;
    private final ServiceToken token;
    private final DashboardConfig config;

    FigureClient(ServiceToken token, DashboardConfig config) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.timeout())
                .build();
        this.insight = config.walletUrl().replaceAll("/+$", "") + "/internal/insight/";
        this.token = token;
        this.config = config;
    }

    /** @param now when the figures are right, if they come */
    CompletableFuture<List<Figures>> figures(List<String> users, Instant now) {
        ObjectNode order = JsonNodeFactory.instance.objectNode();
        var names = order.putArray("users");
        users.forEach(names::add);
        return ask("figures", order).thenApply(answer -> {
            List<Figures> all = new ArrayList<>();
            answer.path("figures").forEach(one -> all.add(Figures.of(one, now)));
            if (!all.stream().map(Figures::userId).toList().equals(users)) {
                throw new IllegalStateException("wallet-service answered for others than it was asked for");
            }
            return all;
        });
    }

    /** How many movements have a category now that had none. */
    CompletableFuture<Long> categorise(String user) {
        return ask("auto-categorize", JsonNodeFactory.instance.objectNode().put("user_id", user))
                .thenApply(answer -> answer.path("categorized").asLong());
    }

    private CompletableFuture<JsonNode> ask(String what, ObjectNode order) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(insight + what))
                .timeout(config.timeout())
                .header("Authorization", "Bearer " + token.token())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order.toString()))
                .build();
        var bounded = HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), config.maxAnswer());
        return http.sendAsync(request, bounded)
                .orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(FigureClient::read);
    }

    private static JsonNode read(HttpResponse<byte[]> response) {
        if (response.statusCode() != OK) {
            throw new IllegalStateException("wallet-service answered " + response.statusCode());
        }
        try {
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
