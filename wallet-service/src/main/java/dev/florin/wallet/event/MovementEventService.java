package dev.florin.wallet.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.wallet.ledger.Movement;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads the outbox of this service: each row is one {@link Movement}. */
@Singleton
public class MovementEventService implements Outbox {
    @Override
    public List<EventEnvelope> events(OutboxRow row) {
        try {
            return MovementEvents.of(row, Json.mapper().readValue(row.payload(), Movement.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
