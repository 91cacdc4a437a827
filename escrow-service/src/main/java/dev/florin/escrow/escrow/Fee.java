package dev.florin.escrow.escrow;

import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Required;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What we take for an escrow. It is taken of what the seller gets, never of what goes back.
 *
 * <p>Rounding is cumulative: the fee on everything released so far is the exact fee, rounded half up to the minor unit,
 * and a release costs what this sum grows by. So the fees of any parts add up to the fee of the whole.
 *
 * @param basisPoints hundredths of a percent
 */
record Fee(int basisPoints, Payer payer) {
    /** More than the whole cannot be taken. */
    static final int MAX_BASIS_POINTS = 10_000;

    private static final BigDecimal WHOLE = BigDecimal.valueOf(MAX_BASIS_POINTS);

    /** @throws FlorinException for basis points out of range */
    Fee {
        if (basisPoints < 0 || basisPoints > MAX_BASIS_POINTS) {
            throw Required.invalid("fee_basis_points", "is between 0 and " + MAX_BASIS_POINTS);
        }
    }

    /** Who pays it. */
    enum Payer {
        /** On top of the amount. */
        BUYER,
        /** Out of the amount. */
        SELLER;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws FlorinException for another word */
        static Payer ofWireName(@Nullable String name) {
            return switch (name) {
                case "buyer" -> BUYER;
                case "seller" -> SELLER;
                case null, default -> throw Required.invalid("fee_payer", "is buyer or seller");
            };
        }
    }

    /** The fee on everything that was released, taken together. */
    Money on(Money released) {
        BigInteger fee = new BigDecimal(released.minor())
                .multiply(BigDecimal.valueOf(basisPoints))
                .divide(WHOLE, 0, RoundingMode.HALF_UP)
                .toBigIntegerExact();
        return Money.ofMinor(fee, released.asset());
    }
}
