package dev.florin.notification.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class PollAnswerTest {
    private final PollAnswer answer = new PollAnswer();

    @Test
    void messagesThatComeAsOnePieceAreAllTold() {
        answer.add("{\"type\":\"a\",\"data\":{\"amount\":1.50}}{\"type\":\"b\",\"seq\":7}");
        assertEquals(
                "{\"notifications\":[{\"type\":\"a\",\"data\":{\"amount\":1.50}},{\"type\":\"b\",\"seq\":7}],\"seq\":7}",
                answer.json());
    }

    @Test
    void aHeartbeatIsNoNews() {
        answer.add("");
        assertFalse(answer.hasNews());
    }
}
