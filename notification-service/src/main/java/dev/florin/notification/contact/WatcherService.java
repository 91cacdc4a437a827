package dev.florin.notification.contact;

import dev.florin.notification.presence.Watchers;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Contacts who have added each other may see each other. */
@Singleton
public class WatcherService implements Watchers {
    private final ContactStore store;

    WatcherService(ContactStore store) {
        this.store = store;
    }

    @Override
    public Map<String, Set<String>> of(Collection<String> users) {
        return store.mutual(users);
    }
}
