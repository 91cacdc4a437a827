package dev.florin.wallet.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargeDeductionsTest {
    private static final LargeDeductions USUAL = new LargeDeductions(Map.of());

    private static Money money(String amount, String code) {
        return Money.of(new BigDecimal(amount), Asset.of(code));
    }

    @Test
    void everyAssetOfTheCatalogueHasAThreshold() {
        Set<String> without = Asset.codes().stream()
                .filter(code -> USUAL.passedBy(Money.ofMinor(BigInteger.TEN.pow(30), Asset.of(code)))
                        .isEmpty())
                .collect(Collectors.toSet());
        assertEquals(Set.of(), without);
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 50, 50.01",
        "EUR, 50, 50.01",
        "JPY, 10000, 10001",
        "RON, 200, 200.01",
        "KWD, 20, 20.001",
        "BTC, 0.0005, 0.00050001",
        "ETH, 0.02, 0.020000000000000001"
    })
    void moreThanTheUsualIsLarge(String code, String usual, String more) {
        assertEquals(Optional.empty(), USUAL.passedBy(money(usual, code)));
        assertEquals(Optional.of(money(usual, code)), USUAL.passedBy(money(more, code)));
    }

    @Test
    void whatIsConfiguredCountsInItsPlaceAndZeroSwitchesItOff() {
        LargeDeductions own = new LargeDeductions(Map.of("jpy", new BigDecimal("7"), "USD", BigDecimal.ZERO));
        assertEquals(Optional.of(money("7", "JPY")), own.passedBy(money("8", "JPY")));
        assertEquals(Optional.empty(), own.passedBy(money("1000000", "USD")));
        assertEquals(Optional.of(money("50", "EUR")), own.passedBy(money("51", "EUR")));
    }

    @Test
    void whatFitsNoAssetIsRefusedAtTheStart() {
        assertThrows(FlorinException.class, () -> new LargeDeductions(Map.of("nope", BigDecimal.ONE)));
        assertThrows(FlorinException.class, () -> new LargeDeductions(Map.of("jpy", new BigDecimal("0.5"))));
    }
}
