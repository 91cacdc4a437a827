package dev.florin.notification.channel;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.event.Delivery;
import dev.florin.common.event.EventType;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.preference.Language;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands above a message, in each language. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class HeadlineQuarkusTest {
    @Inject
    TextService texts;

    private String headline(String type, String amount, Language language) {
        return texts.headline(Map.of("type", type, "amount", amount, "currency", "EUR", "message", ""), language);
    }

    /** What people are told. */
    static Stream<EventType> told() {
        return Arrays.stream(EventType.values()).filter(type -> type.delivery() != Delivery.SILENT);
    }

    /** Not the general one, which is for types that only a newer node knows. */
    @ParameterizedTest
    @MethodSource("told")
    void everyTypeHasItsOwnInEachLanguage(EventType type) {
        Set<String> headlines = new HashSet<>();
        for (Language language : Language.values()) {
            String headline = headline(type.wireName(), "12.50", language);
            assertNotEquals(headline("of_a_newer_node", "12.50", language), headline);
            assertTrue(headlines.add(headline), "in two languages: " + headline);
        }
    }

    /** Where there is none, or not always, the sentence would have a gap. */
    @ParameterizedTest
    @EnumSource
    void anAmountIsInItOnlyWhereTheEventHasOne(EventType type) {
        boolean hasAmount =
                Arrays.stream(type.record().getRecordComponents()).anyMatch(HeadlineQuarkusTest::isAmountForSure);
        for (Language language : Language.values()) {
            String headline = headline(type.wireName(), "12.50", language);
            assertTrue(hasAmount || headline.equals(headline(type.wireName(), "", language)), headline);
        }
    }

    private static boolean isAmountForSure(RecordComponent component) {
        return component.getName().equals("amount")
                && component.getType() == BigDecimal.class
                && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
