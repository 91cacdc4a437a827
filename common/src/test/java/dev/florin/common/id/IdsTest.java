package dev.florin.common.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void freshIdsSortByTheTimeOfTheirMaking() {
        long before = System.currentTimeMillis();
        List<String> made =
                Stream.generate(() -> Ids.fresh().toString()).limit(20_000).toList();
        assertEquals(made.stream().sorted().distinct().toList(), made);
        UUID first = UUID.fromString(made.getFirst());
        assertEquals(7, first.version());
        assertEquals(2, first.variant());
        Instant madeAt = Instant.ofEpochMilli(first.getMostSignificantBits() >>> 16);
        assertTrue(madeAt.toEpochMilli() >= before && madeAt.toEpochMilli() <= System.currentTimeMillis());
    }

    /** The value itself is pinned: it names rows that are in databases by now. */
    @Test
    void derivedIdsStayTheSameForEver() {
        UUID id = Ids.derived("idempotency-key", "alice", "k1");
        assertEquals(UUID.fromString("019d40e3-9d16-8ab1-a862-5348b248ed36"), id);
        assertEquals(8, id.version());
        assertEquals(2, id.variant());
    }

    @Test
    void noTwoListsOfWordsRunTogether() {
        List<String[]> lists = List.of(
                new String[] {"ab", "c"},
                new String[] {"a", "bc"},
                new String[] {"abc"},
                new String[] {"a", "b", "c"},
                new String[] {"abc", ""},
                new String[] {"", "abc"},
                new String[] {},
                new String[] {""},
                new String[] {"", ""},
                new String[] {"a\u0000b", "c"},
                new String[] {"a", "\u0000bc"},
                new String[] {"c", "ab"});
        Set<UUID> ids = new HashSet<>();
        lists.forEach(words -> assertTrue(ids.add(Ids.derived(words)), String.join("|", words)));
    }

    @Test
    void wordsOfOtherScriptsDiffer() {
        assertNotEquals(Ids.derived("zażółć"), Ids.derived("zazolc"));
        assertNotEquals(Ids.derived("\u00e9"), Ids.derived("e\u0301"));
    }
}
