package dev.florin.common.money;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact amount of one asset, in whole minor units, of at most 38 digits; may be negative.
 *
 * <p>There is no rounding anywhere: an operation is exact, or hands its remainder out, or throws.
 *
 * @param minor whole minor units (cents of a {@code USD}, wei of an {@code ETH})
 */
public record Money(BigInteger minor, Asset asset) implements Comparable<Money> {
    /** The widest amount that can be stored, in decimal digits of the minor unit. */
    public static final int MAX_DIGITS = 38;

    private static final BigInteger BOUND = BigInteger.TEN.pow(MAX_DIGITS);

    /** @throws FlorinException {@link ProblemType#AMOUNT_TOO_LARGE} over {@value #MAX_DIGITS} digits */
    public Money {
        if (minor.abs().compareTo(BOUND) >= 0) {
            throw tooLarge();
        }
    }

    public static Money zero(Asset asset) {
        return new Money(BigInteger.ZERO, asset);
    }

    public static Money ofMinor(long minor, Asset asset) {
        return new Money(BigInteger.valueOf(minor), asset);
    }

    public static Money ofMinor(BigInteger minor, Asset asset) {
        return new Money(minor, asset);
    }

    /**
     * Reads an amount in major units, as it stands on the wire. Trailing zeros do not count as decimals.
     *
     * @throws FlorinException {@link ProblemType#TOO_MANY_DECIMALS} if the asset has no such small unit,
     *     {@link ProblemType#AMOUNT_TOO_LARGE} over {@value #MAX_DIGITS} digits
     */
    public static Money of(BigDecimal major, Asset asset) {
        // The order matters: 1e999999999 must be refused before anybody writes its zeros out.
        if ((long) major.precision() - major.scale() + asset.scale() > MAX_DIGITS && major.signum() != 0) {
            throw tooLarge();
        }
        BigDecimal exact = major.signum() == 0 ? BigDecimal.ZERO : major.stripTrailingZeros();
        if (exact.scale() > asset.scale()) {
            throw new FlorinException(
                    ProblemType.TOO_MANY_DECIMALS, asset + " has " + asset.scale() + " decimals, the amount has more.");
        }
        return new Money(exact.setScale(asset.scale()).unscaledValue(), asset);
    }

    /** Reads the amount that a client wants to move, which has to be above zero. */
    public static Money positive(BigDecimal major, Asset asset) {
        if (major.signum() <= 0) {
            throw new FlorinException(ProblemType.AMOUNT_NOT_POSITIVE, "The amount has to be greater than zero.");
        }
        return of(major, asset);
    }

    /** The amount in major units, with all decimals of the asset: {@code 12.50}. */
    public BigDecimal major() {
        return new BigDecimal(minor, asset.scale());
    }

    public Money plus(Money other) {
        return new Money(minor.add(sameAsset(other).minor), asset);
    }

    public Money minus(Money other) {
        return new Money(minor.subtract(sameAsset(other).minor), asset);
    }

    public Money negate() {
        return new Money(minor.negate(), asset);
    }

    public boolean isPositive() {
        return minor.signum() > 0;
    }

    public boolean isNegative() {
        return minor.signum() < 0;
    }

    public boolean isZero() {
        return minor.signum() == 0;
    }

    /**
     * Cuts this amount into equal parts. What does not divide is not hidden in one of them but handed out.
     *
     * @param parts at least 1
     */
    public Split split(int parts) {
        if (parts < 1) {
            throw new IllegalArgumentException("parts must be at least 1, not " + parts);
        }
        BigInteger[] shareAndRest = minor.divideAndRemainder(BigInteger.valueOf(parts));
        return new Split(new Money(shareAndRest[0], asset), parts, new Money(shareAndRest[1], asset));
    }

    /** {@code parts} times {@code share}, plus {@code remainder}, is the amount that was split. */
    public record Split(Money share, int parts, Money remainder) {}

    /** @throws IllegalArgumentException for another asset: amounts of different assets have no order */
    @Override
    public int compareTo(Money other) {
        return minor.compareTo(sameAsset(other).minor);
    }

    /** For people: {@code 12.50 USD}. */
    @Override
    public String toString() {
        return major().toPlainString() + " " + asset.code();
    }

    private Money sameAsset(Money other) {
        if (!asset.equals(other.asset)) {
            throw new IllegalArgumentException("cannot mix " + asset + " and " + other.asset);
        }
        return other;
    }

    private static FlorinException tooLarge() {
        return new FlorinException(
                ProblemType.AMOUNT_TOO_LARGE, "An amount has at most " + MAX_DIGITS + " digits, decimals included.");
    }
}
