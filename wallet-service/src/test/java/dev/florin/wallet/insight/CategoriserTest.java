package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CategoriserTest {
    private static List<Categoriser.Rule> builtIn() throws Exception {
        try (InputStream in = Objects.requireNonNull(CategoryService.class.getResourceAsStream("category-rules.txt"))) {
            return Categoriser.rules(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "McDonald's #1234, food",
                "CARREFOUR BANEASA 12, groceries",
                "Uber *TRIP, transport",
                "UBER   *EATS, food",
                "Enel Energie Muntenia, utilities",
                "Farmácia Tei, health",
                "H&M 0042, shopping",
                "HBO Max, entertainment",
                "OMV 0231, fuel"
            })
    void theBuiltInRulesKnowCommonMerchants(String merchant, String category) throws Exception {
        Categoriser categoriser = new Categoriser(builtIn(), Map.of());
        assertEquals(
                Optional.of(category), categoriser.guess(Merchant.of(merchant)).map(Categoriser.Guess::category));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Uberlingen Reisen", "Molecule", "Popescu Ion", "Spare Parts"})
    void aRuleNeedsWholeWords(String merchant) throws Exception {
        assertEquals(Optional.empty(), new Categoriser(builtIn(), Map.of()).guess(Merchant.of(merchant)));
    }

    @Test
    void whatTheUserChoseWinsAndEachGuessSaysWhy() throws Exception {
        Categoriser categoriser = new Categoriser(builtIn(), Map.of("mcdonalds", "kids"));
        assertEquals(
                new Categoriser.Guess("kids", Categoriser.By.HISTORY, "You chose kids for MCDONALDS 7 before."),
                categoriser.guess(Merchant.of("MCDONALDS 7")).orElseThrow());
        assertEquals(
                new Categoriser.Guess("groceries", Categoriser.By.RULE, "'lidl' usually means groceries."),
                categoriser.guess(Merchant.of("Lidl 12")).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Food: kfc", "food: KFC", "food: kfc, kfc", "food: kfc,", "food: mcdonald's"})
    void aTableThatCannotWorkIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> Categoriser.rules(List.of(line)));
    }
}
