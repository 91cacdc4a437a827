package dev.florin.common.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    record Payment(String toWhom, BigDecimal amount, boolean fast, int times) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12.5|12.5",
                "\"12.50\"|12.50",
                "\"1e3\"|1E+3",
                "0.1|0.1",
                "12345678901234567890123456789012345678|12345678901234567890123456789012345678",
                "0.000000000000000001|1E-18"
            })
    void readsAmountsExactly(String json, String amount) throws JsonProcessingException {
        assertEquals(
                new BigDecimal(amount),
                Json.mapper().readValue(payment(json), Payment.class).amount());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to_whom\":\"bob\",\"amount\":1,\"fast\":true,\"times\":1,\"more\":1}",
                "{\"to_whom\":\"bob\",\"to_whom\":\"eve\",\"amount\":1,\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":1,\"fast\":true,\"times\":1} {}",
                "{\"to_whom\":\"bob\",\"amount\":1,\"fast\":true,\"times\":null}",
                "{\"to_whom\":\"bob\",\"amount\":1,\"fast\":\"true\",\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":1,\"fast\":true,\"times\":\"1\"}",
                "{\"to_whom\":\"bob\",\"amount\":1,\"fast\":true,\"times\":1.5}",
                "{\"to_whom\":\"bob\",\"amount\":NaN,\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":\"NaN\",\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":\"Infinity\",\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":\"0x10\",\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":\"1,000\",\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":true,\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":[1],\"fast\":true,\"times\":1}",
                "{'to_whom':'bob','amount':1,'fast':true,'times':1}",
                "{\"to_whom\":\"bob\",\"amount\":01,\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\",\"amount\":1,}",
                "{\"to_whom\":\"bob\\u0000\",\"amount\":1,\"fast\":true,\"times\":1}",
                "{\"to_whom\":\"bob\\ud800\",\"amount\":1,\"fast\":true,\"times\":1}",
                "[]",
                "\"bob\""
            })
    void acceptsNothingUnknownDuplicateOrVague(String json) {
        assertThrows(JsonProcessingException.class, () -> Json.mapper().readValue(json, Payment.class));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T09:30:00Z, 2026-01-31T09:30:00.000Z",
        "2026-01-31T09:30:00.123999999Z, 2026-01-31T09:30:00.123Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z"
    })
    void writesTimesInUtcWithMilliseconds(Instant instant, String text) throws JsonProcessingException {
        assertEquals("\"" + text + "\"", Json.mapper().writeValueAsString(instant));
    }

    @Test
    void writesAmountsPlainly() throws JsonProcessingException {
        assertEquals(
                "{\"to_whom\":\"bob\",\"amount\":1000,\"fast\":true,\"times\":1}",
                Json.mapper().writeValueAsString(new Payment("bob", new BigDecimal("1E+3"), true, 1)));
    }

    private static String payment(String amount) {
        return "{\"to_whom\":\"bob\",\"amount\":" + amount + ",\"fast\":true,\"times\":1}";
    }
}
