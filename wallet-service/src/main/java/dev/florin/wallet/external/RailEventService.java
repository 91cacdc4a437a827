package dev.florin.wallet.external;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.LedgerService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reports of rails that somebody has to look at, and what is decided about them. */
@Singleton
public class RailEventService {
    private static final Logger LOG = Logger.getLogger(RailEventService.class);

    private static final String UNAPPLIED = "unapplied";

    /** Decisions that are shown with a report; more than one is rare. */
    private static final int DECISIONS = 100;

    private static final int MAX_COUNTED = 100;

    private final RailEventStore store;
    private final RailService rails;
    private final LedgerService ledger;
    private final Clock clock;

    RailEventService(RailEventStore store, RailService rails, LedgerService ledger, Clock clock) {
        this.store = store;
        this.rails = rails;
        this.ledger = ledger;
        this.clock = clock;
    }

    void register(@Observes StartupEvent event, MeterRegistry metrics) {
        Gauge.builder("rail_events_unapplied", this, RailEventService::count)
                .description("Reports of rails that wait for an operator, counted up to " + MAX_COUNTED)
                .register(metrics);
    }

    private int count() {
        return store.unapplied(TimeCursor.of(null), MAX_COUNTED).size();
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RailEventPage(
            List<ReceivedEvent> events, @Nullable String nextCursor) {}

    /** @param decisions what operators ordered, oldest first */
    public record EventFile(ReceivedEvent event, List<EventDecision> decisions) {}

    RailEventPage unapplied(int limit, @Nullable String cursor) {
        TimePage<ReceivedEvent> page = TimePage.of(
                store.unapplied(TimeCursor.of(cursor), limit + 1),
                limit,
                event -> new TimeCursor(event.receivedAt(), event.id()));
        return new RailEventPage(page.items(), page.nextCursor());
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} */
    EventFile file(UUID id) {
        return new EventFile(store.event(id), store.decisions(id, DECISIONS));
    }

    /**
     * Decides about a report anew, by the rules that hold for its rail too: an operator cannot make one fit. The order
     * is recorded first, so that whatever comes of it has a name.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}
     */
    EventFile apply(UUID id, String admin, String reason, @Nullable String traceparent) {
        ReceivedEvent event = store.event(id);
        if (event.outcome().equals(UNAPPLIED)) {
            EventDecision decision = decision(admin, "apply", reason);
            ledger.inTransaction(transaction -> {
                store.decide(transaction, id, decision);
                return true;
            });
            String outcome =
                    rails.apply(event.rail(), RailReport.of(event), traceparent).outcome();
            LOG.infof("Rail event %s by %s: Rail=%s, Event=%s", outcome, admin, event.rail(), event.eventId());
        }
        return file(id);
    }

    /**
     * Closes a report for good; its rail may send it again, and gets the same answer.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}; {@link ProblemType#RAIL_EVENT_NOT_OPEN} if it was applied
     *     or ignored
     */
    EventFile dismiss(UUID id, String admin, String reason) {
        EventDecision decision = decision(admin, "dismiss", reason);
        boolean dismissed = ledger.inTransaction(transaction -> {
            boolean wasOpen = store.dismiss(transaction, id);
            if (wasOpen) {
                store.decide(transaction, id, decision);
            }
            return wasOpen;
        });
        EventFile file = file(id);
        if (!file.event().outcome().equals("dismissed")) {
            throw new FlorinException(
                    ProblemType.RAIL_EVENT_NOT_OPEN,
                    "The report is " + file.event().outcome() + " already.");
        }
        if (dismissed) {
            LOG.infof(
                    "Rail event dismissed by %s: Rail=%s, Event=%s",
                    admin, file.event().rail(), file.event().eventId());
        }
        return file;
    }

    private EventDecision decision(String admin, String what, String reason) {
        return new EventDecision(admin, what, reason, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
