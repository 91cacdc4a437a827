package dev.florin.escrow.payment;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.parallel.Batcher;
import dev.florin.escrow.escrow.EscrowPaymentsService;
import dev.florin.escrow.event.Story;
import dev.florin.escrow.event.StoryService;
import dev.florin.escrow.unsettled.Retry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Does what stored reports lead to. Each step can be repeated: a movement of the escrow happens once per payment, and
 * the order, the report and what is told change in one commit.
 */
@Singleton
public class PaymentEventService implements PaymentJob.Reports {
    private static final Logger LOG = Logger.getLogger(PaymentEventService.class);

    /** An order has fewer states than this: whoever loses so many races waits for the next try. */
    private static final int MAX_ROUNDS = 8;

    private final PaymentEventStore events;
    private final PaymentOrderStore orders;
    private final EscrowPaymentsService escrows;
    private final StoryService stories;
    private final RelayJob relay;
    private final PaymentConfig config;
    private final Clock clock;
    private final Batcher<Step, Boolean> steps;

    PaymentEventService(
            PaymentEventStore events,
            PaymentOrderStore orders,
            EscrowPaymentsService escrows,
            StoryService stories,
            RelayJob relay,
            PaymentConfig config,
            Clock clock) {
        this.events = events;
        this.orders = orders;
        this.escrows = escrows;
        this.stories = stories;
        this.relay = relay;
        this.config = config;
        this.clock = clock;
        this.steps = new Batcher<>(
                this::advanceAll,
                DatabaseException::isOutage,
                step -> step.advance().before().id());
    }

    @Override
    public List<PaymentEventStore.Taken> take(int limit) {
        Instant now = now();
        return events.take(now, now.plus(config.lease()), limit);
    }

    @Override
    public void work(PaymentEventStore.Taken taken) {
        try {
            for (int round = 0; round < MAX_ROUNDS; round++) {
                if (isDone(taken)) {
                    return;
                }
            }
            throw new IllegalStateException("the order is changing all the time");
        } catch (RuntimeException e) {
            // The ledger or the database is away, most likely.
            PaymentEvent event = taken.event();
            LOG.warnf("Payment event %s waits after try %d: %s", event.id(), taken.tries(), e.toString());
            events.postpone(event.id(), now().plus(Retry.after(taken.tries(), config.backOff(), config.maxBackOff())));
        }
    }

    /** False if the order changed meanwhile: then it has to be looked at anew. */
    private boolean isDone(PaymentEventStore.Taken taken) {
        PaymentReport report = taken.event().report();
        PaymentReport.Type type = report.type().orElse(null);
        PaymentOrder order = order(report).orElse(null);
        if (type == null || order == null) {
            return close(taken, PaymentEvent.Outcome.UNAPPLIED, "no such order");
        }
        return switch (order.verdict(type, report)) {
            case PaymentOrder.Verdict.Ignore _ -> close(taken, PaymentEvent.Outcome.IGNORED, null);
            case PaymentOrder.Verdict.Keep keep -> close(taken, PaymentEvent.Outcome.UNAPPLIED, keep.why());
            case PaymentOrder.Verdict.Fund fund -> fund(taken, order, fund.payment());
            case PaymentOrder.Verdict.Become become -> become(taken, order, become);
        };
    }

    /** A refund need not name the order. */
    private Optional<PaymentOrder> order(PaymentReport report) {
        String reference = report.order();
        String payment = report.payment();
        if (reference != null) {
            return orders.byReference(reference);
        }
        return payment == null ? Optional.empty() : orders.byPayment(payment);
    }

    private boolean fund(PaymentEventStore.Taken taken, PaymentOrder order, String payment) {
        return switch (escrows.fund(order.escrow(), payment, taken.trace())) {
            case EscrowPaymentsService.Funding.Refused refused ->
                close(taken, PaymentEvent.Outcome.UNAPPLIED, refused.why());
            case EscrowPaymentsService.Funding.Done _ ->
                advance(taken, order, PaymentOrder.Status.CAPTURED, payment) || isLost(taken, order);
        };
    }

    /**
     * Money that funds an escrow and was given back at the same time is missing: nobody but an operator can say why.
     */
    private boolean isLost(PaymentEventStore.Taken taken, PaymentOrder order) {
        boolean lost = orders.byReference(order.reference())
                .filter(now -> now.status() == PaymentOrder.Status.REFUNDED)
                .isPresent();
        return lost && close(taken, PaymentEvent.Outcome.UNAPPLIED, "given back while it funded the escrow");
    }

    private boolean become(PaymentEventStore.Taken taken, PaymentOrder order, PaymentOrder.Verdict.Become become) {
        boolean funds =
                become.status() == PaymentOrder.Status.REFUNDED && escrows.isFundedBy(order.escrow(), become.payment());
        return funds
                ? close(taken, PaymentEvent.Outcome.UNAPPLIED, "the payment funds the escrow")
                : advance(taken, order, become.status(), become.payment());
    }

    /** What an order becomes by a report, and who is told. */
    private record Step(PaymentEventStore.Taken taken, PaymentOrderStore.Advance advance, List<String> parties) {}

    private boolean advance(
            PaymentEventStore.Taken taken, PaymentOrder order, PaymentOrder.Status status, String payment) {
        PaymentOrderStore.Advance advance = new PaymentOrderStore.Advance(order, status, payment, now());
        boolean advanced = steps.call(new Step(taken, advance, escrows.parties(order.escrow())));
        relay.wake();
        if (advanced) {
            LOG.infof("Payment %s: Escrow=%s, Amount=%s", status.wireName(), order.escrow(), order.amount());
        }
        return advanced;
    }

    /** The orders, the reports and what is told: one commit. */
    private List<Boolean> advanceAll(List<Step> all) {
        Set<UUID> advanced = orders.inTransaction(transaction -> {
            Set<UUID> first =
                    orders.advance(transaction, all.stream().map(Step::advance).toList());
            List<Step> done = all.stream()
                    .filter(step -> first.contains(step.advance().before().id()))
                    .toList();
            if (!done.isEmpty()) {
                events.close(
                        transaction,
                        done.stream()
                                .map(step -> new PaymentEventStore.Ended(
                                        step.taken().event().id(), PaymentEvent.Outcome.APPLIED, null))
                                .toList());
                stories.tell(
                        transaction,
                        done.stream().map(PaymentEventService::story).toList());
            }
            return first;
        });
        return all.stream()
                .map(step -> advanced.contains(step.advance().before().id()))
                .toList();
    }

    private static Story story(Step step) {
        PaymentOrderStore.Advance advance = step.advance();
        String reason = advance.status() == PaymentOrder.Status.FAILED
                ? step.taken().event().reason()
                : null;
        return PaymentStories.of(
                advance.before(),
                advance.status(),
                advance.payment(),
                reason,
                step.parties(),
                advance.at(),
                step.taken().trace());
    }

    private boolean close(PaymentEventStore.Taken taken, PaymentEvent.Outcome outcome, @Nullable String note) {
        orders.inTransaction(transaction -> {
            events.close(
                    transaction,
                    List.of(new PaymentEventStore.Ended(taken.event().id(), outcome, note)));
            return true;
        });
        if (note != null) {
            LOG.warnf("Payment event unapplied: Id=%s, %s", taken.event().id(), note);
        }
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
