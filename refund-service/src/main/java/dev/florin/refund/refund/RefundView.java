package dev.florin.refund.refund;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refund as its user sees it.
 *
 * @param kind what the money had been paid for: {@code purchase, withdrawal, red_packet, escrow}
 * @param sourceId of that thing
 * @param amount what is due, or what came back, in major units of {@code currency}
 * @param reason why it is due
 * @param status {@code pending, processing, completed, retrying} or {@code failed}
 * @param description of the thing, in words; absent before the money is back, and if there are none
 * @param transactionId of the ledger's transfer; absent before the money is back, and if it had only been held
 * @param balanceAfter of the wallet, in major units: right after the transfer or, if it had only been held, what there
 *     was to spend when it was given back; absent before, and if the ledger could not say
 * @param refundedAt when the money came back; absent before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RefundView(
        UUID refundId,
        String kind,
        UUID sourceId,
        BigDecimal amount,
        String currency,
        String reason,
        String status,
        @Nullable String description,
        @Nullable UUID transactionId,
        @Nullable BigDecimal balanceAfter,
        Instant dueAt,
        @Nullable Instant refundedAt) {

    static RefundView of(Refund refund) {
        Refund.Thing thing = refund.thing();
        Refund.Given given = refund.given();
        Money balance = given == null ? null : given.balanceAfter();
        return new RefundView(
                refund.id(),
                thing.kind(),
                thing.id(),
                (given == null ? thing.amount() : given.amount()).major(),
                thing.amount().asset().code(),
                thing.reason(),
                refund.state().wireName(),
                given == null ? null : given.description(),
                given == null ? null : given.transactionId(),
                balance == null ? null : balance.major(),
                thing.dueAt(),
                given == null ? null : given.at());
    }
}
