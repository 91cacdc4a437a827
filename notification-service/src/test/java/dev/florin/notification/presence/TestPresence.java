package dev.florin.notification.presence;

import dev.florin.common.database.Database;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.socket.ConnectionsChanged;
import dev.florin.notification.socket.ConnectionsService;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** The presence of a node that a test puts together by hand; it does not sweep by itself. */
public final class TestPresence {
    private TestPresence() {}

    /** @param connections reads what all nodes wrote, so that any node's will do */
    public static PresenceService of(
            Database database,
            ConnectionsService connections,
            Watchers watchers,
            PassingService passing,
            PresenceConfig config,
            ExecutorService threads) {
        return new PresenceService(
                database,
                new PresenceStore(database),
                connections,
                watchers,
                passing,
                config,
                Clock.systemUTC(),
                threads);
    }

    public static void changed(PresenceService presence, Set<String> users) {
        presence.changed(new ConnectionsChanged(users));
    }
}
