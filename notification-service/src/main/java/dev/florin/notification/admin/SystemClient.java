package dev.florin.notification.admin;

import dev.florin.common.security.ServiceToken;
import dev.florin.notification.peer.Peers;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** Asks another service something that it knows. */
@Singleton
class SystemClient {
    private static final Logger LOG = Logger.getLogger(SystemClient.class);

    private final Peers peers;

    SystemClient(ServiceToken token, SystemConfig config) {
        this.peers = new Peers(token, config.timeout(), config.maxAnswer());
    }

    /** Completes normally, within the time-out; empty if there is no answer, or none that is understood. */
    <T> CompletableFuture<Optional<T>> ask(String url, String path, Class<T> type) {
        return peers.get(Peers.base(url) + path)
                .thenApply(answer -> Optional.ofNullable(answer.as(type)))
                .exceptionally(failure -> {
                    LOG.infof("No answer to %s: %s", path, failure.getMessage());
                    return Optional.empty();
                });
    }
}
