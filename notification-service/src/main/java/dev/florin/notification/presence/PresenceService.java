package dev.florin.notification.presence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.id.Ids;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Recap;
import dev.florin.notification.socket.ConnectionsChanged;
import dev.florin.notification.socket.ConnectionsService;
import dev.florin.notification.socket.OpenConnection;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Who is online, away or offline, on whatever devices and nodes. A change is decided under the user's row, so that of
 * several nodes that notice it one tells the contacts; what nobody noticed is found when the state expires.
 */
@Singleton
public class PresenceService implements Recap {
    private static final Logger LOG = Logger.getLogger(PresenceService.class);

    /** The first tells, and the others what changed since the one before. */
    private static final int RECAP_LOOKS = 3;

    private final Database database;
    private final PresenceStore store;
    private final ConnectionsService connections;
    private final Watchers watchers;
    private final PassingService passing;
    private final PresenceConfig config;
    private final Clock clock;
    private final ExecutorService threads;
    /** One at a time on each node: while its transaction is open, a second connection reads who is connected. */
    private final ReentrantLock turn = new ReentrantLock();

    /** Whose connections changed, and nobody has looked yet. */
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean settling = new AtomicBoolean();

    PresenceService(
            Database database,
            PresenceStore store,
            ConnectionsService connections,
            Watchers watchers,
            PassingService passing,
            PresenceConfig config,
            Clock clock,
            @VirtualThreads ExecutorService threads) {
        this.database = database;
        this.store = store;
        this.connections = connections;
        this.watchers = watchers;
        this.passing = passing;
        this.config = config;
        this.clock = clock;
        this.threads = threads;
    }

    /** Only remembers, and has somebody else look soon: the list of connections is not kept waiting. */
    void changed(@Observes ConnectionsChanged change) {
        unsettled.addAll(change.users());
        if (settling.compareAndSet(false, true)) {
            threads.execute(this::settleSoon);
        }
    }

    /** Whom it leaves out, because they changed in its last moment or the database failed, the next sweep finds. */
    private void settleSoon() {
        try {
            while (!unsettled.isEmpty()) {
                settleAll();
            }
        } catch (DatabaseException e) {
            LOG.debugf("Presence waits for the next sweep: %s", e.getMessage());
        } finally {
            settling.set(false);
        }
    }

    /** Whom the database failed at is tried again with the next change, or by the next sweep. */
    private void settleAll() {
        List<String> users = List.copyOf(unsettled);
        users.forEach(unsettled::remove);
        try {
            settle(users);
        } catch (DatabaseException e) {
            unsettled.addAll(users);
            throw e;
        }
    }

    /** Those of these users of whom anything is known; the others were never here. */
    public Map<String, Presence> of(Collection<String> users) {
        return users.isEmpty() ? Map.of() : store.of(users);
    }

    /** A client says whether somebody looks at it; blocks. Holds for this connection and as long as it. */
    public void away(String userId, UUID connection, boolean away) {
        if (away) {
            store.setAway(connection, userId);
        } else {
            store.setBack(connection);
        }
        settle(Set.of(userId));
    }

    /** Two users may see each other from now on: each is told where the other stands. */
    public void introduce(String one, String other) {
        Map<String, Presence> known = of(List.of(one, other));
        Instant now = clock.instant();
        tell(known.getOrDefault(one, Presence.unknown(one, now)), Set.of(other));
        tell(known.getOrDefault(other, Presence.unknown(other, now)), Set.of(one));
    }

    /**
     * Where the contacts of these users stand. What has changed meanwhile is told again, since what is told here may
     * have overtaken what was told of the change; a few times at most, for with enough contacts something always has.
     */
    @Override
    public void recap(List<String> users) {
        Map<String, Set<String>> whoLooks = new HashMap<>();
        watchers.of(users)
                .forEach((user, contacts) -> contacts.forEach(contact ->
                        whoLooks.computeIfAbsent(contact, _ -> new HashSet<>()).add(user)));
        Map<String, Presence.Status> told = Map.of();
        for (int look = 0; look < RECAP_LOOKS; look++) {
            Map<String, Presence> now = new HashMap<>(of(whoLooks.keySet()));
            Map<String, Presence.Status> known = told;
            told = statuses(now);
            now.values().removeIf(presence -> presence.status() == known.get(presence.userId()));
            now.values()
                    .forEach(presence ->
                            passing.passHere(whoLooks.getOrDefault(presence.userId(), Set.of()), notice(presence)));
        }
    }

    private static Map<String, Presence.Status> statuses(Map<String, Presence> all) {
        return all.values().stream().collect(Collectors.toMap(Presence::userId, Presence::status));
    }

    /** Looks at those whose time is over, and at those who could not be looked at before. */
    void sweep() {
        settleAll();
        Instant now = clock.instant();
        List<String> due;
        do {
            due = store.due(now.minus(config.grace()), now.minus(config.expiry()), config.batch());
            settle(due);
        } while (due.size() >= config.batch());
    }

    private void settle(Collection<String> users) {
        List<String> all = List.copyOf(users);
        for (int from = 0; from < all.size(); from += config.batch()) {
            List<String> some = all.subList(from, Math.min(all.size(), from + config.batch()));
            turn.lock();
            try {
                // In its turn, so that what changed first is told first.
                database.inTransaction(transaction -> settle(transaction, some)).forEach(this::tell);
            } finally {
                turn.unlock();
            }
        }
    }

    /** @param whoSees read before the commit: what cannot be told is changed, and told, with the next try */
    private record Seen(Presence presence, Set<String> whoSees) {}

    private void tell(Seen seen) {
        tell(seen.presence(), seen.whoSees());
    }

    /** @return what contacts see to have changed */
    private List<Seen> settle(Connection transaction, List<String> users) throws SQLException {
        Instant now = clock.instant();
        List<Presence> before = store.lock(transaction, users, now);
        Map<String, Set<UUID>> open = connections.of(users).stream()
                .collect(Collectors.groupingBy(
                        OpenConnection::userId, Collectors.mapping(OpenConnection::id, Collectors.toSet())));
        Set<UUID> away = store.away(transaction, users);
        List<Presence> changed = new ArrayList<>();
        List<Presence> seen = new ArrayList<>();
        for (Presence old : before) {
            Presence.Status connected = Presence.of(open.getOrDefault(old.userId(), Set.of()), away);
            // Refreshed at half of its time, so that the sweep never finds who is there and was looked at lately.
            Presence next =
                    old.next(connected, now, config.grace(), config.expiry().dividedBy(2));
            if (!next.equals(old)) {
                changed.add(next);
            }
            if (next.status() != old.status()) {
                seen.add(next);
            }
        }
        if (!changed.isEmpty()) {
            store.save(transaction, changed);
        }
        Set<UUID> gone = new HashSet<>(away);
        open.values().forEach(gone::removeAll);
        store.forgetAway(transaction, gone);
        Map<String, Set<String>> whoSees = seen.isEmpty()
                ? Map.of()
                : watchers.of(seen.stream().map(Presence::userId).toList());
        return seen.stream()
                .map(presence -> new Seen(presence, whoSees.getOrDefault(presence.userId(), Set.of())))
                .toList();
    }

    private void tell(Presence presence, Set<String> contacts) {
        if (!contacts.isEmpty()) {
            passing.pass(contacts, notice(presence));
        }
    }

    private Notice notice(Presence presence) {
        String data = JsonNodeFactory.instance
                .objectNode()
                .put("user_id", presence.userId())
                .put("status", presence.status().wireName())
                .put("last_seen", Json.text(presence.lastSeen()))
                .toString();
        Instant now = clock.instant();
        return new Notice(
                Ids.fresh().toString(), "presence", now, data, new Place.Passing("presence:" + presence.userId()), now);
    }
}
