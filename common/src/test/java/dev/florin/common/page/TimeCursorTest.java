package dev.florin.common.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.Some;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeCursorTest {
    @Test
    void readsWhatItWrote() {
        TimeCursor cursor = new TimeCursor(Some.INSTANT, Some.id(7));
        assertEquals(cursor, TimeCursor.of(cursor.text()));
    }

    @Test
    void upwardsBeginsWithWhatHappenedThen() {
        TimeCursor start = TimeCursor.upwards(Some.INSTANT, null);
        assertEquals(new TimeCursor(Some.INSTANT, new UUID(0, 0)), start);
        assertEquals(start, TimeCursor.upwards(Instant.EPOCH, start.text()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1",
                "1=",
                "=019c1337-0000-7000-8000-000000000007",
                "-1=019c1337-0000-7000-8000-000000000007",
                "9223372036854775807=019c1337-0000-7000-8000-000000000007",
                "99999999999999999999=019c1337-0000-7000-8000-000000000007",
                "1=019c1337"
            })
    void othersAreRefused(String plain) {
        String text = Base64.getUrlEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        FlorinException refusal = assertThrows(FlorinException.class, () -> TimeCursor.of(text));
        assertEquals(ProblemType.INVALID_REQUEST, refusal.type());
        assertThrows(FlorinException.class, () -> TimeCursor.of("*" + text));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 501, Integer.MAX_VALUE})
    void aPageHasALimit(int limit) {
        assertThrows(FlorinException.class, () -> TimeCursor.requireLimit(limit));
        TimeCursor.requireLimit(1);
        TimeCursor.requireLimit(500);
    }
}
