package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that people said to each other. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ChatEvent extends FlorinEvent {
    /**
     * A message in a room (seed 002), told to each of its members, the sender included.
     *
     * @param roomKind {@code direct} or {@code group}
     * @param roomSeq rises by one with every message of the room: its order, and what is missing
     * @param clientMessageId what the sender called it
     * @param text sanitised: safe to be put into a page as it is
     * @param plain as it was written, for clients that show text as text and never as HTML; absent if it is the same
     * @param expired true once what was said can no longer be read: then {@code text} is empty; otherwise absent
     */
    record ChatMessage(
            UUID roomId,
            String roomKind,
            long roomSeq,
            UUID messageId,
            String clientMessageId,
            String senderId,
            String text,
            @Nullable String plain,
            Instant sentAt,
            @Nullable Boolean expired)
            implements ChatEvent {}
}
