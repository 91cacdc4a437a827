package dev.florin.notification.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.security.ServiceToken;
import dev.florin.notification.peer.Peers;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Asks wallet-service, which counts what users spend. Its answers complete within the time limit. */
@Singleton
class FigureClient {
    private final Peers peers;
    private final String insight;

    FigureClient(ServiceToken token, DashboardConfig config) {
        this.peers = new Peers(token, config.timeout(), config.maxAnswer());
        this.insight = Peers.base(config.walletUrl()) + "/internal/insight/";
    }

    /**
     * In the order of the users, but for those whose past is still being added up.
     *
     * @param now when the figures are right, if they come
     */
    CompletableFuture<List<Figures>> figures(List<String> users, Instant now) {
        ObjectNode order = JsonNodeFactory.instance.objectNode();
        var names = order.putArray("users");
        users.forEach(names::add);
        return ask("figures", order).thenApply(answer -> {
            List<Figures> all = new ArrayList<>();
            answer.path("figures").forEach(one -> all.add(Figures.of(one, now)));
            Set<String> answered = all.stream().map(Figures::userId).collect(Collectors.toSet());
            if (!all.stream().map(Figures::userId).toList().equals(only(users, answered))) {
                throw new IllegalStateException("wallet-service answered for others than it was asked for");
            }
            return all;
        });
    }

    private static List<String> only(List<String> users, Set<String> some) {
        return users.stream().filter(some::contains).toList();
    }

    /** How many movements have a category now that had none. */
    CompletableFuture<Long> categorise(String user) {
        return ask("auto-categorize", JsonNodeFactory.instance.objectNode().put("user_id", user))
                .thenApply(answer -> answer.path("categorized").asLong());
    }

    private CompletableFuture<JsonNode> ask(String what, ObjectNode order) {
        return peers.post(insight + what, order).thenApply(Peers.Answer::json);
    }
}
