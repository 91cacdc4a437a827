package dev.florin.common.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetTest {
    /** A scale that changes would move the decimal point of every stored balance. */
    @ParameterizedTest
    @CsvSource({"USD, 2", "EUR, 2", "JPY, 0", "BHD, 3", "USDC, 6", "BTC, 8", "SOL, 9", "DOT, 10", "ETH, 18"})
    void keepsItsScaleForEver(String code, int scale) {
        assertEquals(new Asset(code, scale), Asset.of(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XXX", "usd", "", " USD", "USD ", "U", "US D", "ÜSD", "USD\u0000", "' OR 1=1 --"})
    void refusesWhatIsNotInTheCatalogue(String code) {
        FlorinException refused = assertThrows(FlorinException.class, () -> Asset.of(code));
        assertEquals(ProblemType.UNKNOWN_ASSET, refused.type());
    }

    @Test
    void doesNotRepeatALongCodeToItsSender() {
        FlorinException refused = assertThrows(FlorinException.class, () -> Asset.of("X".repeat(10_000)));
        assertFalse(refused.detail().length() > 100, refused.detail());
    }

    @ParameterizedTest
    @CsvSource({"USD, -1", "USD, 19", "usd, 2", "A, 2", "ABCDEFGHIJK, 2"})
    void hasAPlausibleCodeAndScale(String code, int scale) {
        assertThrows(IllegalArgumentException.class, () -> new Asset(code, scale));
    }
}
