package dev.florin.wallet.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much may be spent from a wallet, in minor units; null means without end. */
public record Limits(
        @Nullable BigInteger transaction,
        @Nullable BigInteger daily,
        @Nullable BigInteger monthly) {
    public static final Limits NONE = new Limits(null, null, null);

    /** Which of them. */
    public enum Kind {
        @JsonProperty("transaction")
        TRANSACTION,
        @JsonProperty("daily")
        DAILY,
        @JsonProperty("monthly")
        MONTHLY
    }

    /**
     * A limit that stands in the way.
     *
     * @param spent of it before
     */
    record Breach(Kind kind, BigInteger allowed, BigInteger spent) {}

    /** These, where the others say nothing. */
    public Limits orElse(Limits others) {
        return new Limits(
                transaction == null ? others.transaction : transaction,
                daily == null ? others.daily : daily,
                monthly == null ? others.monthly : monthly);
    }

    /** The first limit that does not allow this amount on top of what was spent. */
    Optional<Breach> breach(BigInteger amount, Spending spending) {
        return breach(Kind.TRANSACTION, transaction, amount, BigInteger.ZERO)
                .or(() -> breach(Kind.DAILY, daily, amount, spending.today()))
                .or(() -> breach(Kind.MONTHLY, monthly, amount, spending.thisMonth()));
    }

    private static Optional<Breach> breach(Kind kind, @Nullable BigInteger limit, BigInteger amount, BigInteger spent) {
        return limit == null || spent.add(amount).compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(new Breach(kind, limit, spent));
    }
}
