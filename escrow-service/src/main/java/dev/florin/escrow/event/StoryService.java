package dev.florin.escrow.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.json.Json;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** Writes stories into the outbox, and reads them back for the relay. */
@Singleton
public class StoryService implements Outbox {
    private static final String SOURCE = "/escrow-service";

    private final StoryStore store;

    StoryService(StoryStore store) {
        this.store = store;
    }

    /** Tells a story if, and only if, the transaction commits. */
    public void tell(Connection transaction, Story story) throws SQLException {
        tell(transaction, List.of(story));
    }

    /** The same for several, in their order. */
    public void tell(Connection transaction, List<Story> all) throws SQLException {
        store.add(
                transaction,
                all.stream()
                        .map(story -> new StoryStore.Row(json(story), story.at()))
                        .toList());
    }

    private static String json(Story story) {
        try {
            return Json.mapper().writeValueAsString(story);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a story cannot be written", e);
        }
    }

    @Override
    public List<EventEnvelope> events(OutboxRow row) {
        Story story = read(row);
        return IntStream.range(0, story.events().size())
                .mapToObj(i -> envelope(row, i, story))
                .toList();
    }

    private static EventEnvelope envelope(OutboxRow row, int index, Story story) {
        Story.Told told = story.events().get(index);
        return new EventEnvelope(
                "1.0",
                Outbox.eventId(row, index),
                SOURCE,
                told.type(),
                story.at(),
                story.topic(),
                "application/json",
                told.data(),
                told.audience(),
                story.topic(),
                EventType.ofWireName(told.type()).priority(),
                story.trace());
    }

    private static Story read(OutboxRow row) {
        try {
            return Json.mapper().readValue(row.payload(), Story.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
