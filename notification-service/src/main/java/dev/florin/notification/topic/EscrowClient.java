package dev.florin.notification.topic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.security.ServiceToken;
import dev.florin.notification.peer.Peers;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** Asks escrow-service whose an escrow is. */
@Singleton
class EscrowClient {
    private static final Logger LOG = Logger.getLogger(EscrowClient.class);

    private final Peers peers;
    private final Optional<String> escrows;

    EscrowClient(ServiceToken token, TopicConfig config) {
        this.peers = new Peers(token, config.timeout(), config.maxAnswer());
        this.escrows = config.escrowUrl().map(url -> Peers.base(url) + "/internal/escrows/");
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
        return peers.get(escrows.get() + escrowId + "/parties")
                .thenApply(answer -> access(answer, userId))
                .exceptionally(failure -> {
                    LOG.warnf("escrow-service cannot be asked: %s", failure.getMessage());
                    return Access.UNKNOWN;
                });
    }

    private static Access access(Peers.Answer answer, String userId) {
        if (answer.isNotFound()) {
            return Access.DENIED;
        }
        for (JsonNode party : answer.json().path("parties")) {
            if (userId.equals(party.textValue())) {
                return Access.GRANTED;
            }
        }
        return Access.DENIED;
    }
}
