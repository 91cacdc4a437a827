package dev.florin.wallet.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.wallet.ledger.LimitBreach;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Story;
import dev.florin.wallet.ledger.Telling;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads the outbox of this service: each row is one {@link Story}. */
@Singleton
public class StoryService implements Outbox {
    @Override
    public List<EventEnvelope> events(OutboxRow row) {
        return switch (story(row)) {
            case Movement movement -> MovementEvents.of(row, movement);
            case LimitBreach breach -> List.of(OtherEvents.of(row, breach));
            case Telling telling -> OtherEvents.of(row, telling);
        };
    }

    private static Story story(OutboxRow row) {
        try {
            return Json.mapper().readValue(row.payload(), Story.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
