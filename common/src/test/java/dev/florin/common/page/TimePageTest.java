package dev.florin.common.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimePageTest {
    private static TimeCursor place(int item) {
        return new TimeCursor(Instant.ofEpochMilli(item), new UUID(0, item));
    }

    @Test
    void oneMoreThanFitsIsTheNextPage() {
        TimePage<Integer> page = TimePage.of(List.of(9, 8, 7), 2, TimePageTest::place);
        assertEquals(List.of(9, 8), page.items());
        assertEquals(place(8).text(), page.nextCursor());
        assertEquals(List.of("9", "8"), page.map(String::valueOf));
    }

    @Test
    void theLastPageSaysSo() {
        assertNull(TimePage.of(List.of(9, 8), 2, TimePageTest::place).nextCursor());
        assertNull(TimePage.of(List.<Integer>of(), 2, TimePageTest::place).nextCursor());
    }
}
