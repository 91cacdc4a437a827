package dev.florin.common.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    private static final Asset USD = Asset.of("USD");
    private static final String NINES_36 = "9".repeat(36);

    @ParameterizedTest
    @CsvSource({
        "USD, 12.5, 1250",
        "USD, 12.50, 1250",
        "USD, 12.500000000, 1250",
        "USD, 0.01, 1",
        "USD, -0.01, -1",
        "USD, 1e3, 100000",
        "USD, 125e-2, 125",
        "USD, 999999999999999999999999999999999999.99, 99999999999999999999999999999999999999",
        "USD, -999999999999999999999999999999999999.99, -99999999999999999999999999999999999999",
        "JPY, 7, 7",
        "JPY, 7.000, 7",
        "JPY, 99999999999999999999999999999999999999, 99999999999999999999999999999999999999",
        "DOT, 0.0000000001, 1",
        "DOT, 1.5, 15000000000",
        "ETH, 0.000000000000000001, 1",
        "ETH, 99999999999999999999.999999999999999999, 99999999999999999999999999999999999999",
        "USD, 0, 0",
        "USD, -0, 0",
        "USD, -0.00, 0",
        "USD, 0E+50, 0",
        "USD, 0E-50, 0",
        "USD, 0E+2147483647, 0",
        "USD, 0E-2147483647, 0"
    })
    void readsMajorUnitsExactly(String asset, String major, String minor) {
        assertEquals(
                new BigInteger(minor),
                Money.of(new BigDecimal(major), Asset.of(asset)).minor());
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 0.001, TOO_MANY_DECIMALS",
        "USD, 12.505, TOO_MANY_DECIMALS",
        "USD, 1e-2147483647, TOO_MANY_DECIMALS",
        "JPY, 0.5, TOO_MANY_DECIMALS",
        "DOT, 0.00000000001, TOO_MANY_DECIMALS",
        "ETH, 0.0000000000000000001, TOO_MANY_DECIMALS",
        "USD, 1000000000000000000000000000000000000, AMOUNT_TOO_LARGE",
        "USD, -1000000000000000000000000000000000000, AMOUNT_TOO_LARGE",
        "JPY, 100000000000000000000000000000000000000, AMOUNT_TOO_LARGE",
        "ETH, 100000000000000000000, AMOUNT_TOO_LARGE",
        "USD, 1e36, AMOUNT_TOO_LARGE",
        "USD, 1e1000000000, AMOUNT_TOO_LARGE",
        "USD, 1e2147483647, AMOUNT_TOO_LARGE",
        // of two problems the one that stands first in the catalogue
        "USD, 1000000000000000000000000000000000000.001, AMOUNT_TOO_LARGE"
    })
    void refusesWhatItCannotKeepExactly(String asset, String major, ProblemType problem) {
        // To write one of them out takes minutes, and more memory than there is.
        FlorinException refused = assertTimeout(
                Duration.ofSeconds(10),
                () -> assertThrows(FlorinException.class, () -> Money.of(new BigDecimal(major), Asset.of(asset))));
        assertEquals(problem, refused.type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "0.00", "0E+50", "-0.01", "-1e1000000000"})
    void onlyPositiveAmountsMove(String major) {
        FlorinException refused = assertThrows(FlorinException.class, () -> Money.positive(new BigDecimal(major), USD));
        assertEquals(ProblemType.AMOUNT_NOT_POSITIVE, refused.type());
    }

    @Test
    void theSmallestPositiveAmountMoves() {
        assertEquals(Money.ofMinor(1, USD), Money.positive(new BigDecimal("0.01"), USD));
    }

    @ParameterizedTest
    @CsvSource({"USD, 1250, 12.50", "USD, -5, -0.05", "JPY, 7, 7", "ETH, 1, 0.000000000000000001", "USD, 0, 0.00"})
    void showsAllDecimalsOfItsAsset(String asset, long minor, String major) {
        Money money = Money.ofMinor(minor, Asset.of(asset));
        assertEquals(new BigDecimal(major), money.major());
        assertEquals(major + " " + asset, money.toString());
    }

    @Test
    void sumsAreExactAndBounded() {
        Money most = Money.of(new BigDecimal(NINES_36 + ".99"), USD);
        Money cent = Money.ofMinor(1, USD);
        assertEquals(most, most.minus(cent).plus(cent));
        assertEquals(Money.zero(USD), most.plus(most.negate()));
        assertEquals(
                ProblemType.AMOUNT_TOO_LARGE,
                assertThrows(FlorinException.class, () -> most.plus(cent)).type());
        assertEquals(
                ProblemType.AMOUNT_TOO_LARGE,
                assertThrows(FlorinException.class, () -> most.negate().minus(cent))
                        .type());
    }

    @Test
    void assetsDoNotMix() {
        Money dollars = Money.ofMinor(1, USD);
        Money euros = Money.ofMinor(1, Asset.of("EUR"));
        assertThrows(IllegalArgumentException.class, () -> dollars.plus(euros));
        assertThrows(IllegalArgumentException.class, () -> dollars.minus(euros));
        assertThrows(IllegalArgumentException.class, () -> dollars.compareTo(euros));
    }

    @Test
    void knowsItsSign() {
        assertTrue(Money.ofMinor(1, USD).isPositive());
        assertTrue(Money.ofMinor(-1, USD).isNegative());
        assertTrue(Money.zero(USD).isZero());
        assertTrue(Money.ofMinor(-1, USD).compareTo(Money.zero(USD)) < 0);
    }

    static Stream<Arguments> someAmounts() {
        Random random = new Random(20260131);
        return IntStream.range(0, 500).mapToObj(_ -> {
            BigInteger minor = new BigInteger(random.nextInt(126), random);
            return Arguments.of(random.nextBoolean() ? minor : minor.negate(), 1 + random.nextInt(10_000));
        });
    }

    @ParameterizedTest
    @MethodSource("someAmounts")
    void splittingLosesNothing(BigInteger minor, int parts) {
        Money.Split split = Money.ofMinor(minor, USD).split(parts);
        assertEquals(parts, split.parts());
        assertEquals(
                minor,
                split.share()
                        .minor()
                        .multiply(BigInteger.valueOf(parts))
                        .add(split.remainder().minor()));
        assertTrue(split.remainder().minor().abs().compareTo(BigInteger.valueOf(parts)) < 0);
        assertTrue(split.remainder().isZero() || split.remainder().minor().signum() == minor.signum());
    }

    @Test
    void splitsIntoOnePartAtLeast() {
        assertThrows(IllegalArgumentException.class, () -> Money.zero(USD).split(0));
    }
}
