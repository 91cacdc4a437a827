package dev.florin.notification.topic;

import dev.florin.notification.topic.TopicStore.Grant;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/**
 * Decides who may follow a topic. What a user was told of is the user's to follow; for the moment before the first
 * event the service that owns the thing is asked, and its yes is kept.
 *
 * <p>Ten thousand clients that come back at once subscribe at once: who asks while a query runs shares the next one.
 */
@Singleton
public class TopicService {
    private static final Logger LOG = Logger.getLogger(TopicService.class);
    private static final String ESCROW = "escrow:";

    private final TopicStore store;
    private final EscrowClient escrows;
    private final TopicConfig config;
    private final ExecutorService virtualThreads;
    private final Map<Grant, CompletableFuture<Boolean>> asked = new LinkedHashMap<>();
    private boolean reading;

    TopicService(
            TopicStore store,
            EscrowClient escrows,
            TopicConfig config,
            @VirtualThreads ExecutorService virtualThreads) {
        this.store = store;
        this.escrows = escrows;
        this.config = config;
        this.virtualThreads = virtualThreads;
    }

    /** Does not block; completes normally, within the database's time and that of one call. */
    public CompletableFuture<Access> access(String userId, String topic) {
        Grant grant = new Grant(userId, topic);
        return isGranted(grant)
                .thenCompose(granted -> granted ? CompletableFuture.completedFuture(Access.GRANTED) : asOwner(grant))
                .exceptionally(failure -> {
                    LOG.warnf("Grants cannot be read: %s", failure.getMessage());
                    return Access.UNKNOWN;
                });
    }

    /** Everybody who may follow a topic, as far as is known here; blocks. */
    public List<String> followers(String topic) {
        return store.followers(topic);
    }

    private CompletableFuture<Access> asOwner(Grant grant) {
        if (!grant.topic().startsWith(ESCROW)) {
            return CompletableFuture.completedFuture(Access.DENIED);
        }
        return escrows.access(grant.userId(), grant.topic().substring(ESCROW.length()))
                .thenApplyAsync(
                        access -> {
                            if (access == Access.GRANTED) {
                                store.grant(grant);
                            }
                            return access;
                        },
                        virtualThreads);
    }

    private CompletableFuture<Boolean> isGranted(Grant grant) {
        CompletableFuture<Boolean> answer;
        synchronized (this) {
            answer = asked.computeIfAbsent(grant, _ -> new CompletableFuture<>());
            if (reading) {
                return answer;
            }
            reading = true;
        }
        virtualThreads.execute(this::read);
        return answer;
    }

    private void read() {
        for (var batch = next(); !batch.isEmpty(); batch = next()) {
            try {
                Set<Grant> granted = store.granted(batch.keySet());
                batch.forEach((grant, answer) -> answer.complete(granted.contains(grant)));
            } catch (RuntimeException e) {
                batch.values().forEach(answer -> answer.completeExceptionally(e));
            }
        }
    }

    private synchronized Map<Grant, CompletableFuture<Boolean>> next() {
        Map<Grant, CompletableFuture<Boolean>> batch = new LinkedHashMap<>();
        var all = asked.entrySet().iterator();
        while (all.hasNext() && batch.size() < config.batch()) {
            var one = all.next();
            batch.put(one.getKey(), one.getValue());
            all.remove();
        }
        reading = !batch.isEmpty();
        return batch;
    }
}
