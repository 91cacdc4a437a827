package dev.florin.escrow.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reports of the payment provider that somebody has to look at. */
@Singleton
public class PaymentAdminService {
    private static final Logger LOG = Logger.getLogger(PaymentAdminService.class);

    /** Decisions that are shown with a report; more than a few are rare. */
    private static final int DECISIONS = 100;

    private static final int MAX_COUNTED = 100;

    private final PaymentEventStore events;
    private final PaymentOrderStore orders;
    private final PaymentJob job;
    private final Clock clock;

    PaymentAdminService(PaymentEventStore events, PaymentOrderStore orders, PaymentJob job, Clock clock) {
        this.events = events;
        this.orders = orders;
        this.job = job;
        this.clock = clock;
    }

    void register(@Observes StartupEvent event, MeterRegistry metrics) {
        Gauge.builder("payment_events_unapplied", this, PaymentAdminService::count)
                .description("Reports of payments that wait for an operator, counted up to " + MAX_COUNTED)
                .register(metrics);
    }

    private int count() {
        return events.unapplied(TimeCursor.of(null), MAX_COUNTED).size();
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PaymentEventPage(
            List<PaymentEvent> paymentEvents, @Nullable String nextCursor) {}

    /** @param decisions what operators ordered, oldest first */
    public record PaymentEventFile(PaymentEvent paymentEvent, List<PaymentDecision> decisions) {}

    PaymentEventPage unapplied(int limit, @Nullable String cursor) {
        TimePage<PaymentEvent> page = TimePage.of(
                events.unapplied(TimeCursor.of(cursor), limit + 1),
                limit,
                event -> new TimeCursor(event.receivedAt(), event.id()));
        return new PaymentEventPage(page.items(), page.nextCursor());
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} */
    PaymentEventFile file(UUID id) {
        return new PaymentEventFile(events.event(id), events.decisions(id, DECISIONS));
    }

    /**
     * Has a report worked on anew, by the same rules: an operator cannot make one fit. One that has another outcome
     * keeps it.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}
     */
    PaymentEventFile retry(UUID id, String admin, String reason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean reopened = orders.inTransaction(transaction -> {
            boolean wasUnapplied = events.reopen(transaction, id, now);
            if (wasUnapplied) {
                events.decide(transaction, id, new PaymentDecision(admin, "retry", reason, now));
            }
            return wasUnapplied;
        });
        if (reopened) {
            LOG.infof("Payment event retried by %s: Id=%s", admin, id);
            job.wake();
        }
        return file(id);
    }

    /**
     * Closes a report for good; the provider may send it again, and gets the same answer.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}; {@link ProblemType#PAYMENT_EVENT_NOT_OPEN} if it was
     *     applied or ignored, or is being worked on
     */
    PaymentEventFile dismiss(UUID id, String admin, String reason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean dismissed = orders.inTransaction(transaction -> {
            boolean wasUnapplied = events.dismiss(transaction, id);
            if (wasUnapplied) {
                events.decide(transaction, id, new PaymentDecision(admin, "dismiss", reason, now));
            }
            return wasUnapplied;
        });
        PaymentEventFile file = file(id);
        String outcome = file.paymentEvent().outcome();
        if (!outcome.equals(PaymentEvent.Outcome.DISMISSED.wireName())) {
            throw new FlorinException(ProblemType.PAYMENT_EVENT_NOT_OPEN, "The report is " + outcome + ".");
        }
        if (dismissed) {
            LOG.infof("Payment event dismissed by %s: Id=%s", admin, id);
        }
        return file;
    }
}
