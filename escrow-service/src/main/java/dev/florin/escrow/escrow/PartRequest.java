package dev.florin.escrow.escrow;

import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an escrow: a milestone, an amount, or all that is open if both are absent.
 *
 * @param amount in major units of the escrow's currency
 */
public record PartRequest(
        @Nullable BigDecimal amount,
        @Nullable String milestoneId,
        @Nullable String reason) {
    /** All that is open. */
    static final PartRequest ALL = new PartRequest(null, null, null);

    private static final int MAX_REASON_LENGTH = 500;

    public PartRequest {
        Required.atMost(MAX_REASON_LENGTH, "reason", reason);
        if (amount != null && milestoneId != null) {
            throw Required.invalid("amount", "and milestone_id exclude each other");
        }
    }

    /** @throws FlorinException {@link ProblemType#ESCROW_STATE_CONFLICT} for a milestone that was released */
    Money of(Escrow escrow) {
        if (milestoneId == null) {
            return withoutMilestone(escrow);
        }
        Money price = escrow.agreement().priceOf(milestoneId);
        if (escrow.paidMilestones().contains(milestoneId)) {
            throw new FlorinException(ProblemType.ESCROW_STATE_CONFLICT, "This milestone has been released.");
        }
        return price;
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} for a milestone */
    Money withoutMilestone(Escrow escrow) {
        if (milestoneId != null) {
            throw Required.invalid("milestone_id", "can be released, not refunded");
        }
        return amount == null
                ? escrow.funds().open(escrow.agreement())
                : Money.positive(amount, escrow.agreement().amount().asset());
    }
}
