package dev.florin.wallet.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.wallet.alert.Alert;
import dev.florin.wallet.alert.AlertService;
import dev.florin.wallet.ledger.LimitBreach;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Refusal;
import dev.florin.wallet.ledger.Story;
import dev.florin.wallet.ledger.Telling;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** Reads the outbox of this service: each row is one {@link Story}. */
@Singleton
public class StoryService implements Outbox {
    private final AlertService alerts;

    StoryService(AlertService alerts) {
        this.alerts = alerts;
    }

    @Override
    public List<EventEnvelope> events(OutboxRow row) {
        return switch (story(row)) {
            case Movement movement -> events(row, movement);
            case LimitBreach breach -> List.of(OtherEvents.of(row, breach));
            case Refusal refusal -> OtherEvents.of(row, refusal);
            case Telling telling -> OtherEvents.of(row, telling);
        };
    }

    @Override
    public void takeOver() {
        alerts.takeOver();
    }

    private List<EventEnvelope> events(OutboxRow row, Movement movement) {
        List<Alert> raised = alerts.raise(movement);
        List<EventEnvelope> events = MovementEvents.of(row, movement);
        return raised.isEmpty()
                ? events
                : Stream.concat(events.stream(), AlertEvents.of(row, movement, raised, alerts).stream())
                        .toList();
    }

    static Story story(OutboxRow row) {
        try {
            return Json.mapper().readValue(row.payload(), Story.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
