package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WakeTest {
    @Test
    void namesTheUsersIfTheyFit() {
        Wake wake = new Wake("n", false, List.of("alice", "bo\"b"), true);
        assertEquals(Optional.of(wake), Wake.decoded(wake.encoded()));
    }

    @Test
    void meansEveryoneIfTheyDoNot() {
        List<String> many =
                IntStream.range(0, 1000).mapToObj(n -> "user-é-" + n).toList();
        String encoded = new Wake("n", false, many, false).encoded();
        assertTrue(encoded.getBytes(StandardCharsets.UTF_8).length < 8000);
        assertEquals(Optional.of(new Wake("n", true, List.of(), false)), Wake.decoded(encoded));
    }

    @Test
    void whatIsNotUnderstoodIsLeftToThePoll() {
        assertEquals(Optional.empty(), Wake.decoded("{\"future\":1}"));
        assertEquals(Optional.empty(), Wake.decoded("?"));
    }
}
