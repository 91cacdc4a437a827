package dev.florin.notification.channel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a notification, in order. */
public record Timeline(String id, List<Step> timeline) {
    public Timeline {
        timeline = List.copyOf(timeline);
    }

    /** One thing that happened. */
    public enum Event {
        /** It stands in the inbox. */
        @JsonProperty("committed")
        COMMITTED,
        /** It is to be sent by a channel. */
        @JsonProperty("queued")
        QUEUED,
        /** It is to be sent by a channel because nobody acknowledged it. */
        @JsonProperty("escalated")
        ESCALATED,
        /**
         * The channel has taken it over; of the channel {@code socket}, which is any connection, the first that was
         * sent it. It may be written a quarter of a minute later, and not at all by a node that died meanwhile.
         */
        @JsonProperty("sent")
        SENT,
        /** It was given up for this channel. */
        @JsonProperty("failed")
        FAILED,
        /**
         * A client that was sent it has acknowledged it, or a later one; without a time if that was before times were
         * kept.
         */
        @JsonProperty("acked")
        ACKED,
        @JsonProperty("read")
        READ
    }

    /** @param note what went wrong last, if something did */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            Event event,
            @Nullable Instant at,
            @Nullable String channel,
            @Nullable String note) {}
}
