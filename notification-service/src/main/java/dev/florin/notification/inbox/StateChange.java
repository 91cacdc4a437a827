package dev.florin.notification.inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user's devices are told when one of them changed the state of notifications: which, and how many are unread
 * now. A device that keeps count takes the one with the highest {@code version}, and adds what came after its
 * {@code seq}, except for chat messages that its own user has sent: those count as read.
 *
 * @param ids the notifications, where they are named
 * @param upToSeq otherwise all up to and including this one
 * @param state {@code read, unread} or {@code archived}; absent if it is only told how many there are
 * @param seq the stream's last when it was counted
 * @param version rises with every such change
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StateChange(
        @Nullable List<String> ids,
        @Nullable Long upToSeq,
        @Nullable String state,
        long unreadCount,
        long seq,
        long version) {
    static final String TYPE = "notification_state";

    static StateChange of(String id, Mark mark, Notification.Unread unread) {
        return new StateChange(
                List.of(id), null, mark.wireName(), unread.unreadCount(), unread.seq(), unread.version());
    }

    static StateChange readUpTo(Notification.ReadTogether read) {
        return new StateChange(
                null, read.upToSeq(), Mark.READ.wireName(), read.unreadCount(), read.seq(), read.version());
    }

    /** What changed was not heard; how many there are is. */
    static StateChange counted(Notification.Unread unread) {
        return new StateChange(null, null, null, unread.unreadCount(), unread.seq(), unread.version());
    }

    Notice notice(String id, Instant at) {
        try {
            return new Notice(id, TYPE, at, Json.mapper().writeValueAsString(this), new Place.Passing(null), at);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
