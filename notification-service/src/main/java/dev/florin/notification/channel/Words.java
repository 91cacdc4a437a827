package dev.florin.notification.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.notification.preference.Language;
import dev.florin.notification.preference.Preferences;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * What templates may put into sentences: plain text, as the language writes it; empty where a type has no such thing.
 */
final class Words {
    private static final String DIGEST = "digest";
    private static final DateTimeFormatter ENGLISH =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.ENGLISH);
    private static final DateTimeFormatter GERMAN = DateTimeFormatter.ofPattern("d. MMMM uuuu, HH:mm z", Locale.GERMAN);

    private Words() {}

    static Map<String, Object> of(Delivery.Taken delivery, Preferences preferences) {
        JsonNode data = data(delivery);
        return Map.of(
                "type", delivery.notice().type(),
                "amount", amount(data, preferences.language()),
                "currency", data.path("currency").asText(),
                "message", data.path("message").asText(),
                "time", time(delivery, preferences));
    }

    /** Those of a headline over several. */
    static Map<String, Object> ofDigest(int count) {
        return Map.of("type", DIGEST, "count", count, "amount", "", "currency", "");
    }

    private static JsonNode data(Delivery.Taken delivery) {
        try {
            return Json.mapper().readTree(delivery.notice().data());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored event " + delivery.notice().id() + " is no JSON", e);
        }
    }

    private static String amount(JsonNode data, Language language) {
        JsonNode amount = data.path("amount");
        if (!amount.isNumber()) {
            return "";
        }
        BigDecimal exact = amount.decimalValue();
        return switch (language) {
            case EN -> exact.toPlainString();
            case DE -> exact.toPlainString().replace('.', ',');
        };
    }

    /** By the clock of the user's quiet hours, if there are any; they say where the user lives. */
    private static String time(Delivery.Taken delivery, Preferences preferences) {
        ZoneId zone = preferences.quietHours() == null
                ? ZoneOffset.UTC
                : ZoneId.of(preferences.quietHours().timeZone());
        DateTimeFormatter format = switch (preferences.language()) {
            case EN -> ENGLISH;
            case DE -> GERMAN;
        };
        return format.format(delivery.notice().time().atZone(zone));
    }
}
