package dev.florin.notification.chat;

import dev.florin.common.event.ChatEvent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A message as it is kept: with the text that was written. */
public record Message(
        UUID roomId,
        Room.Kind roomKind,
        long roomSeq,
        UUID messageId,
        String clientMessageId,
        String senderId,
        String text,
        Instant sentAt) {
    /** What can be read of a room, oldest first. */
    public record Page(List<ChatEvent.ChatMessage> messages) {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /** As it is shown and told. */
    ChatEvent.ChatMessage shown() {
        ChatText shown = ChatText.of(text);
        return new ChatEvent.ChatMessage(
                roomId,
                roomKind.name().toLowerCase(Locale.ROOT),
                roomSeq,
                messageId,
                clientMessageId,
                senderId,
                shown.html(),
                shown.plain(),
                sentAt,
                null);
    }
}
