package dev.florin.wallet.history;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which movements somebody wants to see; null is any.
 *
 * @param type of the transfer, or one of the groups {@value #CREDIT}, {@value #DEBIT}, {@value #REFUND}
 * @param counterparty a user's id
 * @param minAmount in major units, of the amount without its sign
 * @param maxAmount in major units, of the amount without its sign
 * @param text to be found in description, service, message or reference, whatever its case
 */
record HistoryQuery(
        @Nullable String type,
        Period period,
        @Nullable Asset currency,
        @Nullable String counterparty,
        @Nullable BigDecimal minAmount,
        @Nullable BigDecimal maxAmount,
        @Nullable String text) {
    static final String CREDIT = "credit";
    static final String DEBIT = "debit";
    static final String REFUND = "refund";

    static final HistoryQuery EVERYTHING = new HistoryQuery(null, Period.ALWAYS, null, null, null, null, null);

    private static final Pattern TYPE = Pattern.compile("[a-z0-9_]{1,40}");
    private static final int MAX_TEXT_LENGTH = 200;

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    HistoryQuery {
        if (type != null && !TYPE.matcher(type).matches()) {
            throw Required.invalid("type", "has 1 to 40 of the characters a-z, 0-9 and _");
        }
        requireAmount("min_amount", minAmount);
        requireAmount("max_amount", maxAmount);
        if (minAmount != null && maxAmount != null && minAmount.compareTo(maxAmount) > 0) {
            throw Required.invalid("max_amount", "is below min_amount");
        }
        Required.storable(counterparty);
        Required.storable(text);
        Required.atMost(MAX_TEXT_LENGTH, "counterparty", counterparty);
        Required.atMost(MAX_TEXT_LENGTH, "q", text);
    }

    /** Whether it takes a look at each movement of the time to know if it is wanted. */
    boolean looksInside() {
        return type != null || counterparty != null || minAmount != null || maxAmount != null || text != null;
    }

    /** Whether the entry itself does not say enough for that: its transfer is needed, too. */
    boolean looksBeyondEntries() {
        boolean onlyDirection = CREDIT.equals(type) || DEBIT.equals(type);
        return (type != null && !onlyDirection) || counterparty != null || text != null;
    }

    /** An amount of this asset's minor units, maybe with decimals: a bound need not be an amount that exists. */
    static @Nullable BigDecimal minor(@Nullable BigDecimal major, Asset asset) {
        return major == null ? null : major.movePointRight(asset.scale());
    }

    private static void requireAmount(String field, @Nullable BigDecimal amount) {
        if (amount == null) {
            return;
        }
        boolean sensible = amount.signum() >= 0
                && Math.abs((long) amount.scale()) <= Money.MAX_DIGITS
                && amount.precision() <= Money.MAX_DIGITS;
        if (!sensible) {
            throw Required.invalid(field, "is an amount, not below zero, of at most 38 digits");
        }
    }
}
