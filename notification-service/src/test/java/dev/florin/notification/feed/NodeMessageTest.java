package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.notification.Some;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeMessageTest {
    static Stream<NodeMessage> messages() {
        return Stream.of(
                new Wake("n", false, List.of("alice", "bo\"b", "çelik"), true),
                new NodeMessage.Passed("n", List.of("é"), "id", "typing", Some.NOON, "{\"text\":\"☃😀\"}", null, null),
                new NodeMessage.Passed("n", List.of("a", "b"), "id", "typing", Some.NOON, "{}", "room:1", "00-1-2-01"),
                new NodeMessage.Close("n", "é", List.of(new UUID(1, 2)), CloseCode.CONNECTION_LIMIT),
                new NodeMessage.Spent("n", Map.of("é", 7)),
                new NodeMessage.Tried("n", Map.of("2001:db8::1", 420)),
                new NodeMessage.Revoked("n", "é", Some.NOON));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isReadBackAsItWasAndIsAscii(NodeMessage message) {
        String encoded = message.encoded();
        assertEquals(Optional.of(message), NodeMessage.decoded(encoded));
        assertEquals(encoded.length(), encoded.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void whatANewerNodeAddsIsPassedOver() {
        assertEquals(
                Optional.of(new NodeMessage.Spent("n", Map.of("a", 1))),
                NodeMessage.decoded("{\"kind\":\"spent\",\"node\":\"n\",\"messages\":{\"a\":1},\"more\":[1]}"));
    }

    @Test
    void tooManyUsersAreEveryone() {
        List<String> many = IntStream.rangeClosed(0, Wake.MAX_USERS)
                .mapToObj(n -> "user-" + n)
                .toList();
        assertEquals(new Wake("n", true, List.of(), false), Wake.of("n", many, false));
        assertEquals(
                many.subList(1, many.size()),
                Wake.of("n", many.subList(1, many.size()), false).users());
    }

    @Test
    void whatIsNotUnderstoodIsLeftToThePoll() {
        assertTrue(NodeMessage.decoded("{\"kind\":\"future\"}").isEmpty());
        assertTrue(NodeMessage.decoded("{\"kind\":\"wake\"}").isEmpty());
        assertTrue(NodeMessage.decoded("null").isEmpty());
        assertTrue(NodeMessage.decoded("?").isEmpty());
    }
}
