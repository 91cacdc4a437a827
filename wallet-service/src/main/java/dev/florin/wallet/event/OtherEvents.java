package dev.florin.wallet.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.json.Json;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.outbox.Outbox;
import dev.florin.common.outbox.OutboxRow;
import dev.florin.wallet.ledger.LimitBreach;
import dev.florin.wallet.ledger.Limits;
import dev.florin.wallet.ledger.Refusal;
import dev.florin.wallet.ledger.Telling;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Spells out what is told besides movements. */
final class OtherEvents {
    private OtherEvents() {}

    static List<EventEnvelope> of(OutboxRow row, Telling telling) {
        List<EventEnvelope> events = new ArrayList<>();
        for (Telling.Told told : telling.events()) {
            events.add(envelope(
                    row,
                    events.size(),
                    telling.at(),
                    event(told),
                    told.audience(),
                    told.topic(),
                    telling.traceparent()));
        }
        return events;
    }

    private static FlorinEvent event(Telling.Told told) {
        try {
            return Json.mapper()
                    .treeToValue(told.data(), EventType.ofWireName(told.type()).record());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    static EventEnvelope of(OutboxRow row, LimitBreach breach) {
        Asset asset = Asset.of(breach.asset());
        Money amount = Money.ofMinor(breach.amount(), asset);
        FlorinEvent event = new AlertEvent.LimitExceeded(
                breach.account().toString(),
                breach.limit().name().toLowerCase(Locale.ROOT),
                amount.major(),
                Money.ofMinor(breach.allowed(), asset).major(),
                Money.ofMinor(breach.spent(), asset).major(),
                asset.code(),
                text(breach, amount));
        return envelope(
                row,
                0,
                breach.at(),
                event,
                List.of(breach.owner()),
                "transactions:" + breach.owner(),
                breach.traceparent());
    }

    /** Both parties hear of a payment that was refused at once; why is its sender's affair. */
    static List<EventEnvelope> of(OutboxRow row, Refusal refusal) {
        Money amount = Money.ofMinor(refusal.amount(), Asset.of(refusal.asset()));
        TransferSteps steps = new TransferSteps(refusal.id().toString(), refusal.sender(), refusal.recipient(), amount);
        return List.of(
                envelope(row, 0, refusal, steps.failedAtOnce(refusal.reason()), refusal.sender(), steps.topic()),
                envelope(row, 1, refusal, steps.failedAtOnce(null), refusal.recipient(), steps.topic()));
    }

    private static EventEnvelope envelope(
            OutboxRow row, int index, Refusal refusal, FlorinEvent event, String party, String topic) {
        return envelope(row, index, refusal.at(), event, List.of(party), topic, refusal.traceparent());
    }

    private static String text(LimitBreach breach, Money amount) {
        Money allowed = Money.ofMinor(breach.allowed(), amount.asset());
        if (breach.limit() == Limits.Kind.TRANSACTION) {
            return amount + " is more than the " + allowed + " that one payment may be.";
        }
        BigInteger left = breach.allowed().subtract(breach.spent()).max(BigInteger.ZERO);
        return amount + " is more than the " + Money.ofMinor(left, amount.asset()) + " that are left of your "
                + breach.limit().name().toLowerCase(Locale.ROOT) + " limit.";
    }

    private static EventEnvelope envelope(
            OutboxRow row,
            int index,
            Instant at,
            FlorinEvent event,
            List<String> audience,
            String topic,
            @Nullable String traceparent) {
        return EventEnvelope.of(
                Outbox.eventId(row, index), MovementEvents.SOURCE, at, event, audience, topic, traceparent);
    }
}
