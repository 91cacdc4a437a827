package dev.florin.wallet.event;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.wallet.alert.Alert;
import dev.florin.wallet.alert.AlertService;
import dev.florin.wallet.ledger.Movement;
import java.util.ArrayList;
import java.util.List;

/** Spells out the alerts that a movement raised by itself, to the payer and to the operators. */
final class AlertEvents {
    /**
     * Behind the events of the movement itself, at fixed places: whatever thresholds are configured when it is told
     * again, an id stands for one alert.
     */
    private static final int LARGE_DEDUCTION_INDEX = 8;

    private static final int NEGATIVE_BALANCE_INDEX = 10;

    private AlertEvents() {}

    static List<EventEnvelope> of(OutboxRow row, Movement movement, List<Alert> raised, AlertService alerts) {
        List<EventEnvelope> events = new ArrayList<>();
        for (Alert alert : raised) {
            events.add(EventEnvelope.of(
                    Outbox.eventId(row, index(alert.kind())),
                    MovementEvents.SOURCE,
                    movement.at(),
                    alerts.event(alert),
                    alerts.audience(alert),
                    alert.topic(),
                    movement.traceparent()));
        }
        return events;
    }

    private static int index(Alert.Kind kind) {
        return switch (kind) {
            case LARGE_DEDUCTION -> LARGE_DEDUCTION_INDEX;
            case NEGATIVE_BALANCE -> NEGATIVE_BALANCE_INDEX;
            case RAPID_TRANSACTIONS -> throw new IllegalArgumentException("has a row of its own");
        };
    }
}
