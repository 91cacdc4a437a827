package dev.florin.notification.inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.florin.common.event.Priority;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a user's inbox.
 *
 * @param id the event's id
 * @param data the producer's JSON; where a type has a title and a message, they are in it
 * @param readAt absent while it is unread
 * @param archivedAt absent while it is in the lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Notification(
        String id,
        long seq,
        String type,
        Priority priority,

        @JsonRawValue @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class)
        String data,

        Instant createdAt,
        @Nullable Instant readAt,
        @Nullable Instant archivedAt) {
    /** @param nextCursor what to send as {@code cursor} for the next page; absent on the last */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(
            List<Notification> notifications, @Nullable String nextCursor) {}

    /**
     * How many are neither read nor archived.
     *
     * @param seq the stream's last at the moment of counting
     * @param version how often the user had changed the state of notifications by then; of two counts the one with the
     *     higher version is the newer
     */
    public record Unread(long unreadCount, long seq, long version) {}

    /**
     * What became of those that were read together.
     *
     * @param changed how many were unread before
     * @param upToSeq the last of them
     */
    public record ReadTogether(int changed, long upToSeq, long unreadCount, long seq, long version) {
        ReadTogether(int changed, long upToSeq, Unread unread) {
            this(changed, upToSeq, unread.unreadCount(), unread.seq(), unread.version());
        }
    }
}
