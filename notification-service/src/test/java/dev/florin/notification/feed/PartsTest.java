package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final Parts parts = new Parts();

    @Test
    void whatFitsIsLeftAlone() {
        String text = "x".repeat(Parts.MAX_BYTES);
        assertEquals(List.of(text), Parts.cut(text, 1));
        assertEquals(Optional.of(text), parts.take(text));
    }

    @Test
    void whatDoesNotFitIsPutTogetherAgain() {
        for (int length : new int[] {8_000, 15_946, 15_947, 100_000}) {
            String text = "ab#1/".repeat(length / 5 + 1).substring(0, length);
            List<String> pieces = Parts.cut(text, -1);
            assertTrue(pieces.size() > 1);
            assertTrue(pieces.stream().allMatch(piece -> piece.length() <= Parts.MAX_BYTES));
            pieces.subList(0, pieces.size() - 1).forEach(piece -> assertEquals(Optional.empty(), parts.take(piece)));
            assertEquals(Optional.of(text), parts.take(pieces.getLast()));
        }
    }

    @Test
    void aTextWithoutOneOfItsPiecesIsLostAndTheNextIsNot() {
        List<String> lost = Parts.cut("x".repeat(20_000), 1);
        List<String> next = Parts.cut("y".repeat(9_000), 2);
        assertEquals(Optional.empty(), parts.take(lost.get(0)));
        assertEquals(Optional.empty(), parts.take(lost.get(2)));
        assertEquals(Optional.empty(), parts.take(lost.get(1)));
        assertEquals(Optional.empty(), parts.take(next.get(1)));
        assertEquals(Optional.empty(), parts.take(next.get(0)));
        assertEquals(Optional.of("y".repeat(9_000)), parts.take(next.get(1)));
        assertEquals(Optional.empty(), parts.take(next.get(1)));
    }
}
