package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MerchantTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "McDonald's #1234         | McDonald's #1234   | mcdonalds",
                "MCDONALDS 88             | MCDONALDS 88       | mcdonalds",
                "`  Carrefour   Băneasa ` | Carrefour Băneasa  | carrefour baneasa",
                "S.C. Altex S.R.L.        | S.C. Altex S.R.L.  | sc altex srl",
                "3M România               | 3M România         | 3m romania",
                "H&M                      | H&M                | h m",
                "4711                     | 4711               | 4711",
                "ﬁnance＋                 | ﬁnance＋           | finance"
            })
    void oneMerchantHasOneKey(String text, String name, String key) {
        assertEquals(new Merchant(name, key), Merchant.of(text));
    }

    @Test
    void theFirstTextThatSaysSomethingCounts() {
        assertEquals("Lidl", Merchant.of("", " ", "Lidl", "Kaufland").name());
        assertEquals(Merchant.UNKNOWN, Merchant.of("", "\u00a0"));
    }

    @Test
    void noCharacterIsCutInHalf() {
        assertEquals("ab", Merchant.cut("ab\ud83d\ude00", 3));
        assertEquals("ab\ud83d\ude00", Merchant.cut("ab\ud83d\ude00c", 4));
    }
}
