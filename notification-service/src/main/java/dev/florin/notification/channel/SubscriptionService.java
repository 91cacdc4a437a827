package dev.florin.notification.channel;

import dev.florin.common.database.Database;
import dev.florin.common.id.Ids;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.notification.preference.PreferenceService;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

/** Keeps the browsers that users want to be woken in. */
@Singleton
class SubscriptionService {
    private static final int AUTH_BYTES = 16;

    private final Database database;
    private final PushStore store;
    private final PreferenceService preferences;
    private final PushConfig config;
    private final Clock clock;

    SubscriptionService(
            Database database, PushStore store, PreferenceService preferences, PushConfig config, Clock clock) {
        this.database = database;
        this.store = store;
        this.preferences = preferences;
        this.config = config;
        this.clock = clock;
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} if this installation has no Web Push */
    String publicKey() {
        return config.publicKey()
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "Web Push is not configured here."));
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST}; {@link ProblemType#NOT_FOUND} without Web Push */
    UUID subscribe(String userId, String endpoint, String p256dh, String auth) {
        publicKey();
        new EndpointRules(config.trustedHosts().orElse(Set.of()))
                .fault(endpoint)
                .ifPresent(fault -> {
                    throw Required.invalid("endpoint", fault);
                });
        requireKeys(p256dh, auth);
        PushStore.Subscription wanted = new PushStore.Subscription(Ids.fresh(), endpoint, p256dh, auth);
        return database.inTransaction(transaction -> {
            preferences.open(transaction, userId);
            store.takeFromOthers(transaction, userId, wanted);
            UUID id = store.keep(transaction, userId, wanted, clock.instant());
            store.keepOnly(transaction, userId, config.maxSubscriptions());
            return id;
        });
    }

    private static void requireKeys(String p256dh, String auth) {
        try {
            PushKeys.publicKey(Base64.getUrlDecoder().decode(p256dh));
        } catch (IllegalArgumentException e) {
            throw Required.invalid("keys.p256dh", "is a point of P-256, uncompressed, in base64url");
        }
        try {
            if (Base64.getUrlDecoder().decode(auth).length == AUTH_BYTES) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw Required.invalid("keys.auth", "is 16 bytes in base64url");
        }
        throw Required.invalid("keys.auth", "is 16 bytes in base64url");
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} */
    void unsubscribe(String userId, UUID id) {
        if (!store.remove(userId, id)) {
            throw new FlorinException(ProblemType.NOT_FOUND, "There is no such subscription.");
        }
    }
}
