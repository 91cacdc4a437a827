package dev.florin.notification.chat;

import dev.florin.common.event.ChatEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.id.Ids;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Quota;
import dev.florin.common.problem.Required;
import dev.florin.notification.contact.ContactService;
import dev.florin.notification.inbox.InboxService;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is said in rooms. A message and its notifications, one for each member, are one commit: who is online gets a
 * frame at once, who is not finds it in the inbox, and everybody gets the messages of a room in the room's order, each
 * once.
 */
@Singleton
public class ChatService {
    private static final String SOURCE = "/notification-service";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InboxService inbox;
    private final RoomService rooms;
    private final MessageStore messages;
    private final ContactService contacts;
    private final ChatConfig config;
    private final Clock clock;

    ChatService(
            InboxService inbox,
            RoomService rooms,
            MessageStore messages,
            ContactService contacts,
            ChatConfig config,
            Clock clock) {
        this.inbox = inbox;
        this.rooms = rooms;
        this.messages = messages;
        this.contacts = contacts;
        this.config = config;
        this.clock = clock;
    }

    /** @param replayed whether it was sent by an earlier request */
    public record Sent(ChatEvent.ChatMessage message, boolean replayed) {}

    /**
     * Says something; the same {@code client_message_id} again gives the same message and tells nobody.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} unless the sender is in the room;
     *     {@link ProblemType#INVALID_REQUEST} if it is too long; {@link ProblemType#NOT_A_CONTACT} if one of two has
     *     removed the other; {@link ProblemType#ID_REUSED} for another text under the same id;
     *     {@link ProblemType#RATE_LIMITED}
     */
    public Sent send(String senderId, UUID roomId, MessageDraft draft, String traceparent) {
        Required.atMost(config.maxTextLength(), "text", draft.text());
        Room room = rooms.one(senderId, roomId);
        if (room.kind() == Room.Kind.DIRECT) {
            contacts.requireMutual(senderId, room.others(senderId));
        }
        return inbox.tellWith(transaction -> send(transaction, senderId, roomId, draft, traceparent));
    }

    private InboxService.Told<Sent> send(
            Connection transaction, String senderId, UUID roomId, MessageDraft draft, String traceparent)
            throws SQLException {
        Room room = rooms.locked(transaction, senderId, roomId);
        Optional<Message> earlier = messages.earlier(transaction, roomId, senderId, draft.clientMessageId());
        if (earlier.isPresent()) {
            return new InboxService.Told<>(replay(earlier.get(), draft), List.of(), null);
        }
        Instant now = clock.instant();
        requireWithinRate(transaction, senderId, now);
        Message message = new Message(
                roomId,
                room.kind(),
                room.lastSeq() + 1,
                Ids.fresh(),
                draft.clientMessageId(),
                senderId,
                draft.text(),
                now);
        messages.append(transaction, message);
        ChatEvent.ChatMessage shown = message.shown();
        EventEnvelope event = EventEnvelope.of(
                message.messageId().toString(), SOURCE, now, shown, room.memberIds(), "room:" + roomId, traceparent);
        return new InboxService.Told<>(new Sent(shown, false), List.of(event), senderId);
    }

    private void requireWithinRate(Connection transaction, String senderId, Instant now) throws SQLException {
        int limit = config.messagesPerMinute();
        Optional<Instant> first = messages.sentAt(transaction, senderId, limit, now.minus(MINUTE));
        if (first.isPresent()) {
            throw FlorinException.rateLimited(
                    new Quota(limit, Duration.between(now, first.get().plus(MINUTE))),
                    "A user sends " + limit + " messages a minute at most.");
        }
    }

    private static Sent replay(Message earlier, MessageDraft draft) {
        if (!earlier.text().equals(draft.text())) {
            throw new FlorinException(
                    ProblemType.ID_REUSED, "This client_message_id was used for another text; take a new one.");
        }
        return new Sent(earlier.shown(), true);
    }

    /**
     * What can be read of a room, oldest first.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} unless this user is in it
     */
    List<ChatEvent.ChatMessage> read(String userId, UUID roomId, long after, int limit) {
        rooms.one(userId, roomId);
        return messages
                .list(
                        roomId,
                        userId,
                        after,
                        config.shownMessages(),
                        limit,
                        clock.instant().minus(config.kept()))
                .stream()
                .map(Message::shown)
                .toList();
    }
}
