package dev.florin.notification.inbox;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Users' looks into their inboxes: for some it is how they come here for the first time. */
@Singleton
class ReadingService {
    private final NotificationStore store;
    private final StateService states;
    private final InboxService inbox;

    ReadingService(NotificationStore store, StateService states, InboxService inbox) {
        this.store = store;
        this.states = states;
        this.inbox = inbox;
    }

    Notification.Page page(String userId, InboxQuery query) {
        List<Notification> found = read(userId, () -> store.list(userId, query), List::isEmpty);
        if (found.size() <= query.limit()) {
            return new Notification.Page(found, null);
        }
        List<Notification> page = found.subList(0, query.limit());
        return new Notification.Page(page, Long.toString(page.getLast().seq()));
    }

    Notification.Unread unread(String userId) {
        return read(userId, () -> states.unread(userId), unread -> unread.seq() == 0);
    }

    /** Who finds nothing may not have been known when everyone was told something. */
    private <T> T read(String userId, Supplier<T> look, Predicate<T> isBare) {
        T found = look.get();
        return isBare.test(found) && inbox.welcome(List.of(userId)) ? look.get() : found;
    }
}
