package dev.florin.escrow.escrow;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/v1/escrows}, by the buyer.
 *
 * @param amount what the seller is to get, in major units of {@code currency}
 * @param milestones parts that add up to the amount; may be absent
 * @param feeBasisPoints hundredths of a percent of what is released; 0 if absent
 * @param feePayer {@code buyer} or {@code seller}, who is the default
 * @param inspectionSeconds how long the buyer may look at what was delivered
 * @param deadline until when it has to be funded and delivered
 */
public record EscrowRequest(
        String sellerId,
        BigDecimal amount,
        String currency,
        String terms,
        @Nullable List<Milestone> milestones,
        @Nullable Integer feeBasisPoints,
        @Nullable String feePayer,
        @Nullable Long inspectionSeconds,
        @Nullable Instant deadline) {
    private static final int MAX_TERMS_LENGTH = 10_000;

    public EscrowRequest {
        Required.field("seller_id", sellerId);
        Required.field("amount", amount);
        Required.field("currency", currency);
        Required.field("terms", terms);
        Required.atMost(Caller.MAX_ID_LENGTH, "seller_id", sellerId);
        Required.atMost(MAX_TERMS_LENGTH, "terms", terms);
        if (milestones != null) {
            milestones.forEach(milestone -> Required.field("milestones", milestone));
        }
    }

    /** @throws FlorinException for what cannot be agreed on */
    Agreement agreement(String buyer, EscrowConfig config, Instant now) {
        Asset asset = Asset.of(currency);
        return new Agreement(
                buyer,
                sellerId,
                Money.positive(amount, asset),
                new Fee(
                        feeBasisPoints == null ? 0 : feeBasisPoints,
                        feePayer == null ? Fee.Payer.SELLER : Fee.Payer.ofWireName(feePayer)),
                terms,
                milestones == null ? List.of() : milestones,
                inspection(config),
                until(config, now));
    }

    private Duration inspection(EscrowConfig config) {
        if (inspectionSeconds == null) {
            return config.inspection();
        }
        long longest = config.maxInspection().toSeconds();
        if (inspectionSeconds < 1 || inspectionSeconds > longest) {
            throw Required.invalid("inspection_seconds", "is between 1 and " + longest);
        }
        return Duration.ofSeconds(inspectionSeconds);
    }

    private Instant until(EscrowConfig config, Instant now) {
        if (deadline == null) {
            return now.plus(config.deadline());
        }
        if (!deadline.isAfter(now) || deadline.isAfter(now.plus(config.maxDeadline()))) {
            throw Required.invalid(
                    "deadline", "is at most " + config.maxDeadline().toDays() + " days ahead");
        }
        return deadline.truncatedTo(ChronoUnit.MILLIS);
    }
}
