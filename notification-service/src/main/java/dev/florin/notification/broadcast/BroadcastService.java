package dev.florin.notification.broadcast;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.json.Json;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import dev.florin.notification.inbox.InboxService;
import dev.florin.notification.socket.ConnectionsService;
import dev.florin.notification.socket.OpenConnection;
import dev.florin.notification.topic.TopicService;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says something to many. The record of it and the notifications are one commit; a message to everyone is one
 * announcement, whoever is there, and is shown for a day to whoever comes. If it is critical, the inbox sees to it that
 * every user gets a notification, some seconds later. A message to a role is a notification of each who is connected
 * with that role, and, by {@link LatecomerJob}, of each who comes with it within a day.
 */
@Singleton
public class BroadcastService {
    private static final Logger LOG = Logger.getLogger(BroadcastService.class);
    private static final int MAX_KEY_LENGTH = 128;

    private static final int PAGE = 1000;

    /** Who says what no administrator said. */
    private static final String THIS_SERVICE = "notification-service";

    private final InboxService inbox;
    private final BroadcastStore store;
    private final ConnectionsService connections;
    private final TopicService topics;
    private final Clock clock;

    BroadcastService(
            InboxService inbox,
            BroadcastStore store,
            ConnectionsService connections,
            TopicService topics,
            Clock clock) {
        this.inbox = inbox;
        this.store = store;
        this.connections = connections;
        this.topics = topics;
        this.clock = clock;
    }

    /** @param replayed whether an earlier request said it */
    record Said(Broadcast broadcast, boolean replayed) {}

    /** Whom to tell; empty for everyone. */
    private record Audience(List<String> users, long count) {}

    /**
     * @param key of the request; absent, it is a new one every time
     * @throws FlorinException {@link ProblemType#UNKNOWN_EVENT_TYPE}, {@link ProblemType#INVALID_EVENT},
     *     {@link ProblemType#IDEMPOTENCY_KEY_INVALID}; {@link ProblemType#IDEMPOTENCY_KEY_REUSED} for something else
     *     under the same key
     */
    Said say(String admin, @Nullable String key, BroadcastRequest request, @Nullable String traceparent) {
        FlorinEvent event = request.event();
        Audience audience = audience(request);
        Broadcast broadcast = new Broadcast(
                key == null ? Ids.fresh() : Ids.derived("broadcast", admin, valid(key)),
                admin,
                request.type(),
                Json.mapper().valueToTree(event),
                request.audience(),
                audience.count(),
                clock.instant());
        Said said = inbox.tellWith(transaction -> say(transaction, broadcast, audience, traceparent));
        if (!said.replayed()) {
            LOG.infof(
                    "Broadcast: Admin=%s, Type=%s, Id=%s, Users=%d",
                    admin, broadcast.type(), broadcast.broadcastId(), broadcast.usersNotified());
        }
        return said;
    }

    /**
     * Has whoever is an administrator told something critical about this service, now or when they come within a day.
     *
     * @param key under which it is told once, always in the same words
     */
    public void warnAdministrators(String key, String message) {
        JsonNode data = Json.mapper().valueToTree(new FlorinEvent.SystemAlert(message, "critical"));
        String type = EventType.SYSTEM_ALERT.wireName();
        say(THIS_SERVICE, key, new BroadcastRequest(type, data, Caller.ADMIN, null, null), null);
    }

    private InboxService.Told<Said> say(
            Connection transaction, Broadcast broadcast, Audience audience, @Nullable String traceparent)
            throws SQLException {
        if (!store.add(transaction, broadcast)) {
            Broadcast earlier = store.one(transaction, broadcast.broadcastId()).orElseThrow();
            return new InboxService.Told<>(new Said(same(earlier, broadcast), true), List.of(), null);
        }
        List<EventEnvelope> events = isForEveryone(broadcast.audience())
                ? List.of(broadcast.toEveryone(traceparent))
                : broadcast.to(audience.users(), traceparent);
        return new InboxService.Told<>(new Said(broadcast, false), events, null);
    }

    private static boolean isForEveryone(JsonNode audience) {
        return audience.has("everyone");
    }

    private static Broadcast same(Broadcast earlier, Broadcast again) {
        if (!earlier.type().equals(again.type())
                || !earlier.data().equals(again.data())
                || !earlier.audience().equals(again.audience())) {
            throw new FlorinException(
                    ProblemType.IDEMPOTENCY_KEY_REUSED, "This key was used for another broadcast; take a new one.");
        }
        return earlier;
    }

    private Audience audience(BroadcastRequest request) {
        if (request.users() != null) {
            return new Audience(request.users(), request.users().size());
        }
        if (request.role() != null) {
            List<String> users = List.copyOf(connectedAs(request.role()));
            return new Audience(users, users.size());
        }
        if (request.topic() != null) {
            List<String> users = topics.followers(request.topic());
            return new Audience(users, users.size());
        }
        return new Audience(List.of(), connections.counts().users());
    }

    private Set<String> connectedAs(String role) {
        Set<String> users = new TreeSet<>();
        UUID after = ConnectionsService.START;
        List<OpenConnection> page;
        do {
            page = connections.page(after, PAGE);
            for (OpenConnection connection : page) {
                if (connection.roles().contains(role)) {
                    users.add(connection.userId());
                }
                after = connection.id();
            }
        } while (page.size() == PAGE);
        return users;
    }

    TimePage<Broadcast> newest(TimeCursor after, int limit) {
        return TimePage.of(
                store.newest(after, limit + 1),
                limit,
                broadcast -> new TimeCursor(broadcast.createdAt(), broadcast.broadcastId()));
    }

    private static String valid(String key) {
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new FlorinException(
                    ProblemType.IDEMPOTENCY_KEY_INVALID,
                    "The Idempotency-Key has 1 to " + MAX_KEY_LENGTH + " visible ASCII characters.");
        }
        return key;
    }
}
