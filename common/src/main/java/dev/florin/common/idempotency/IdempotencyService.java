package dev.florin.common.idempotency;

import dev.florin.common.id.Ids;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The semantics of {@code Idempotency-Key}. A key of a caller stands for one id, and what the service keeps under that
 * id, for ever and for all replicas, is the answer: the same request gets it again, another request with the same key
 * is refused.
 */
@Singleton
public class IdempotencyService {
    private static final int MAX_LENGTH = 128;

    private final Set<UUID> running = ConcurrentHashMap.newKeySet();

    /**
     * Runs work under the id of this key.
     *
     * @throws FlorinException {@link ProblemType#IDEMPOTENCY_KEY_MISSING}, {@link ProblemType#IDEMPOTENCY_KEY_INVALID};
     *     {@link ProblemType#IDEMPOTENCY_IN_PROGRESS} while a request with the same key runs here. On another replica
     *     it waits for the first one's commit instead, and repeats its answer
     */
    public <T> T once(String caller, @Nullable String key, Function<UUID, T> work) {
        UUID id = Ids.derived("idempotency-key", caller, valid(key));
        if (!running.add(id)) {
            throw new FlorinException(
                    ProblemType.IDEMPOTENCY_IN_PROGRESS,
                    "The first request with this key is still running; repeat it.");
        }
        try {
            return work.apply(id);
        } finally {
            running.remove(id);
        }
    }

    /** The refusal of a request whose key was used for another one. */
    public static FlorinException reused() {
        return new FlorinException(
                ProblemType.IDEMPOTENCY_KEY_REUSED, "This key was used for another request; take a new one.");
    }

    private static String valid(@Nullable String key) {
        if (key == null || key.isBlank()) {
            throw new FlorinException(
                    ProblemType.IDEMPOTENCY_KEY_MISSING, "Send a new Idempotency-Key with every new request.");
        }
        if (key.length() > MAX_LENGTH || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new FlorinException(
                    ProblemType.IDEMPOTENCY_KEY_INVALID,
                    "The Idempotency-Key has 1 to " + MAX_LENGTH + " visible ASCII characters.");
        }
        return key;
    }
}
