package dev.florin.wallet.event;

import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.wallet.alert.Alert;
import dev.florin.wallet.alert.AlertService;
import dev.florin.wallet.ledger.Movement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Spells out the alerts that a movement raised, to the wallet's owner and to the operators. */
final class AlertEvents {
    /**
     * Behind the events of the movement itself, at fixed places: whatever thresholds are configured when it is told
     * again, an id stands for one alert.
     */
    private static final int FIRST_INDEX = 8;

    private static final int INDEXES_PER_SIDE = 3;

    private AlertEvents() {}

    static List<EventEnvelope> of(OutboxRow row, Movement movement, List<Alert> raised, AlertService alerts) {
        List<EventEnvelope> events = new ArrayList<>();
        for (Alert alert : raised) {
            List<String> audience = new ArrayList<>(List.of(alert.owner()));
            alerts.operators().stream()
                    .filter(operator -> !operator.equals(alert.owner()))
                    .forEach(audience::add);
            events.add(EventEnvelope.of(
                    Outbox.eventId(row, index(alert, movement)),
                    MovementEvents.SOURCE,
                    movement.at(),
                    event(alert, alerts.rapidWindow()),
                    audience,
                    "alerts:" + alert.owner(),
                    movement.traceparent()));
        }
        return events;
    }

    private static int index(Alert alert, Movement movement) {
        int side = alert.account().equals(movement.debit().account()) ? 0 : 1;
        int kind = switch (alert.kind()) {
            case LARGE_DEDUCTION -> 0;
            case RAPID_TRANSACTIONS -> 1;
            case NEGATIVE_BALANCE -> 2;
        };
        return FIRST_INDEX + side * INDEXES_PER_SIDE + kind;
    }

    private static FlorinEvent event(Alert alert, Duration window) {
        String id = alert.id().toString();
        String wallet = alert.account().toString();
        String transaction = alert.transfer().toString();
        String currency = alert.amount().asset().code();
        return switch (alert.kind()) {
            case LARGE_DEDUCTION ->
                new AlertEvent.LargeDeduction(
                        id,
                        alert.owner(),
                        wallet,
                        transaction,
                        alert.amount().major(),
                        Objects.requireNonNull(alert.threshold()).major(),
                        currency,
                        alert.amount() + " left the wallet at once.");
            case RAPID_TRANSACTIONS ->
                new AlertEvent.RapidTransactions(
                        id,
                        alert.owner(),
                        wallet,
                        transaction,
                        Objects.requireNonNull(alert.count()),
                        window.toSeconds(),
                        currency,
                        alert.count() + " movements within " + text(window) + ".");
            case NEGATIVE_BALANCE ->
                new AlertEvent.NegativeBalance(
                        id,
                        alert.owner(),
                        wallet,
                        transaction,
                        alert.amount().major(),
                        currency,
                        "The balance is " + alert.amount() + ".");
        };
    }

    private static String text(Duration window) {
        return window.toSecondsPart() == 0 ? window.toMinutes() + " minutes" : window.toSeconds() + " seconds";
    }
}
