package dev.florin.notification.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.id.Ids;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.notification.contact.ContactService;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Place;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What members of a room see of each other besides messages; kept nowhere. */
@Singleton
public class ChatPassingService {
    private static final int REMEMBERED = 100_000;

    private final RoomService rooms;
    private final ContactService contacts;
    private final PassingService passing;
    private final Clock clock;
    /**
     * Who writes, or has stopped: he stands here until his time is over, so that starting again is no way around it.
     */
    private final Cache<Typist, Boolean> typing;

    ChatPassingService(
            RoomService rooms, ContactService contacts, PassingService passing, ChatConfig config, Clock clock) {
        this.rooms = rooms;
        this.contacts = contacts;
        this.passing = passing;
        this.clock = clock;
        this.typing = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(config.typingEvery())
                .build();
    }

    private record Typist(String userId, UUID roomId) {}

    /** How the members of a room changed. */
    enum Change {
        ADDED("added"),
        REMOVED("removed"),
        LEFT("left");

        private final String wireName;

        Change(String wireName) {
            this.wireName = wireName;
        }
    }

    /**
     * Shows the others that somebody writes, or has stopped. Clients say it with every key; it is passed on once in a
     * while, and costs nothing in between.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} unless this user is in the room;
     *     {@link ProblemType#NOT_A_CONTACT} where nothing could be written either
     */
    public void typing(String userId, UUID roomId, boolean isTyping) {
        Typist typist = new Typist(userId, roomId);
        boolean isNews = isTyping
                ? typing.asMap().putIfAbsent(typist, true) == null
                : typing.asMap().replace(typist, true, false);
        if (!isNews) {
            return;
        }
        Room room;
        try {
            room = rooms.one(userId, roomId);
            if (room.kind() == Room.Kind.DIRECT) {
                contacts.requireMutual(userId, room.others(userId));
            }
        } catch (FlorinException e) {
            typing.invalidate(typist);
            throw e;
        }
        ObjectNode data = data(roomId, userId).put("typing", isTyping);
        pass(room.others(userId), "typing", data, "typing:" + roomId + ":" + userId);
    }

    /** Shows whoever is concerned that somebody came or went. */
    void changed(Collection<String> concerned, UUID roomId, String userId, Change change, String by) {
        pass(
                concerned,
                "chat_members",
                data(roomId, userId).put("change", change.wireName).put("by", by),
                null);
    }

    private static ObjectNode data(UUID roomId, String userId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("room_id", roomId.toString())
                .put("user_id", userId);
    }

    private void pass(Collection<String> users, String type, ObjectNode data, @Nullable String key) {
        Instant now = clock.instant();
        passing.pass(
                users, new Notice(Ids.fresh().toString(), type, now, data.toString(), new Place.Passing(key), now));
    }
}
