package dev.florin.escrow.payment;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.escrow.escrow.EscrowPaymentsService;
import dev.florin.escrow.event.StoryService;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Asks buyers for payments from outside. */
@Singleton
public class PaymentLinkService {
    private final PaymentOrderStore orders;
    private final EscrowPaymentsService escrows;
    private final PaymentWebhookService webhook;
    private final StoryService stories;
    private final RelayJob relay;
    private final Clock clock;

    PaymentLinkService(
            PaymentOrderStore orders,
            EscrowPaymentsService escrows,
            PaymentWebhookService webhook,
            StoryService stories,
            RelayJob relay,
            Clock clock) {
        this.orders = orders;
        this.escrows = escrows;
        this.webhook = webhook;
        this.stories = stories;
        this.relay = relay;
        this.clock = clock;
    }

    /**
     * The one open order of an escrow, issued if there is none.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, {@link ProblemType#FORBIDDEN},
     *     {@link ProblemType#ESCROW_STATE_CONFLICT}; {@link ProblemType#AMOUNT_TOO_LARGE} where the provider could not
     *     report the payment
     */
    PaymentLink link(String buyer, UUID escrow, String trace) {
        webhook.requireOpen();
        Money price = escrows.price(buyer, escrow);
        if (price.minor().bitLength() >= Long.SIZE) {
            throw new FlorinException(
                    ProblemType.AMOUNT_TOO_LARGE,
                    "A payment from outside is of " + Long.MAX_VALUE + " minor units at most.");
        }
        Optional<PaymentOrder> open = orders.open(escrow);
        return PaymentLink.of(open.orElseGet(() -> issued(escrow, price, trace)));
    }

    private PaymentOrder issued(UUID escrow, Money price, String trace) {
        UUID id = Ids.fresh();
        String reference = "order_" + id.toString().replace("-", "");
        PaymentOrder order = new PaymentOrder(id, reference, escrow, price, PaymentOrder.Status.PENDING, null);
        List<String> parties = escrows.parties(escrow);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        orders.inTransaction(transaction -> {
            boolean issued = orders.issue(transaction, order, now);
            if (issued) {
                stories.tell(
                        transaction,
                        PaymentStories.of(order, PaymentOrder.Status.PENDING, null, null, parties, now, trace));
            }
            return issued;
        });
        relay.wake();
        return orders.open(escrow)
                .orElseThrow(() -> new FlorinException(
                        ProblemType.ESCROW_STATE_CONFLICT, "The escrow was paid at this very moment."));
    }
}
