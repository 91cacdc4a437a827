package dev.florin.escrow.escrow;

import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the parties agreed on; never changed.
 *
 * @param amount what the seller is to get, before a fee that the seller pays
 * @param milestones parts of the amount that add up to it; empty if there are none
 * @param inspection how long the buyer may look at what was delivered
 * @param deadline until when it has to be funded and delivered
 */
record Agreement(
        String buyer,
        String seller,
        Money amount,
        Fee fee,
        String terms,
        List<Milestone> milestones,
        Duration inspection,
        Instant deadline) {
    private static final int MAX_MILESTONES = 100;

    /**
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} for parties or parts that do not fit together,
     *     {@link ProblemType#AMOUNT_TOO_LARGE}
     */
    Agreement {
        milestones = List.copyOf(milestones);
        if (buyer.equals(seller)) {
            throw Required.invalid("seller_id", "is somebody else than the buyer");
        }
        if (milestones.size() > MAX_MILESTONES) {
            throw Required.invalid("milestones", "are at most " + MAX_MILESTONES);
        }
        Set<String> ids = new HashSet<>();
        Money sum = Money.zero(amount.asset());
        for (Milestone milestone : milestones) {
            if (!ids.add(milestone.milestoneId())) {
                throw Required.invalid("milestones", "have a milestone_id of their own each");
            }
            sum = sum.plus(Money.positive(milestone.amount(), amount.asset()));
        }
        if (!milestones.isEmpty() && !sum.equals(amount)) {
            throw Required.invalid("milestones", "add up to the amount");
        }
        // What no ledger can hold is refused before anything is stored.
        var _ = price(amount, fee);
    }

    /** What the buyer has to fund. */
    Money price() {
        return price(amount, fee);
    }

    private static Money price(Money amount, Fee fee) {
        return switch (fee.payer()) {
            case BUYER -> amount.plus(fee.on(amount));
            case SELLER -> amount;
        };
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} if there is no such milestone */
    Money priceOf(String milestone) {
        return milestones.stream()
                .filter(part -> part.milestoneId().equals(milestone))
                .findFirst()
                .map(part -> Money.of(part.amount(), amount.asset()))
                .orElseThrow(() -> Required.invalid("milestone_id", "is one of the escrow's milestones"));
    }
}
