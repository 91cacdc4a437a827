package dev.florin.refund.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.refund.refund.RefundConfig;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** Reads the outbox of this service: each row is a {@link RefundStory}. */
@Singleton
public class StoryService implements Outbox {
    private static final String SOURCE = "/refund-service";
    private static final int MILLIS_SHIFT = 16;

    private final List<String> operators;

    StoryService(RefundConfig config) {
        this.operators = config.operators().orElse(List.of());
    }

    @Override
    public List<EventEnvelope> events(OutboxRow row) {
        RefundStory story = story(row);
        List<String> audience = story.isCompleted() ? List.of(story.userId()) : operators;
        if (audience.isEmpty()) {
            // To nobody would mean to everybody. The refund waits in the operators' queue all the same.
            return List.of();
        }
        return List.of(EventEnvelope.of(
                Outbox.eventId(row, 0),
                SOURCE,
                time(row, story),
                story.event(),
                audience,
                story.isCompleted() ? "transactions:" + story.userId() : "refund:" + story.id(),
                story.trace()));
    }

    /** The database makes the ids of its rows in the millisecond in which it writes them (UUIDv7). */
    private static Instant time(OutboxRow row, RefundStory story) {
        Instant completed = story.completedAt();
        return completed == null ? Instant.ofEpochMilli(row.id().getMostSignificantBits() >>> MILLIS_SHIFT) : completed;
    }

    private static RefundStory story(OutboxRow row) {
        try {
            return Json.mapper().readValue(row.payload(), RefundStory.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
