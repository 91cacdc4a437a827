package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.problem.LineRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectedLinesTest {
    /** @param file a character for each line: {@code -} is bad, {@code +} is good, a point is blank */
    private static RejectedLines of(String file) {
        RejectedLines lines = new RejectedLines();
        for (int i = 0; i < file.length(); i++) {
            switch (file.charAt(i)) {
                case '-' -> lines.isBad(i + 1);
                case '+' -> lines.isGood(i + 1);
                default -> {}
            }
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource({
        "'.+++', ''",
        "'', ''",
        "'.-', '2-2'",
        "'.+-+', '3-3'",
        "'.---', '2-4'",
        "'.--+-+---', '2-3 5-5 7-9'",
        "'.-..-.+.-..', '2-5 9-9'"
    })
    void aRangeEndsWhereALineIsTakenIn(String file, String ranges) {
        RejectedLines lines = of(file);
        List<String> found =
                lines.stream().map(range -> range.from() + "-" + range.to()).toList();
        assertEquals(ranges, String.join(" ", found));
        assertEquals(found.size(), lines.size());
        assertEquals(found.isEmpty(), lines.isEmpty());
    }

    /** Every other one of two million lines: no two are in one range, and what is kept are bits. */
    @Test
    void aMillionRangesAreReadOneByOne() {
        RejectedLines lines = new RejectedLines();
        for (int line = 2; line <= 2_000_000; line += 2) {
            lines.isBad(line);
            lines.isGood(line + 1);
        }
        int next = 2;
        for (LineRange range : lines) {
            assertEquals(new LineRange(next, next), range);
            next += 2;
        }
        assertEquals(2_000_002, next);
        assertTrue(lines.stream().skip(999_999).findFirst().isPresent());
    }
}
