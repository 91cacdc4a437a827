package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.notification.Some;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardsTest {
    private final Shards shards = new Shards("f");
    private final String alice = shards.channel(Shards.of("alice"));
    private final String bob = shards.channel(Shards.of("bob"));

    @Test
    void aUserHasTheSameChannelEverywhereAndUsersAreSpread() {
        assertEquals("f:feed:" + Math.floorMod("alice".hashCode(), 256), alice);
        Set<Integer> used =
                IntStream.range(0, 2000).mapToObj(n -> Shards.of("user-" + n)).collect(Collectors.toSet());
        assertTrue(used.size() > 200, "used " + used.size());
    }

    @Test
    void eachChannelCarriesWhatBelongsToItsUsers() {
        assertEquals(
                Map.of(
                        alice,
                        new Wake("n", false, List.of("alice"), false),
                        bob,
                        new Wake("n", false, List.of("bob"), false),
                        "f:feed:all",
                        new Wake("n", false, List.of(), true)),
                shards.addressed(new Wake("n", false, List.of("alice", "bob"), true)));
        assertEquals(
                Map.of(
                        alice, new NodeMessage.Spent("n", Map.of("alice", 1)),
                        bob, new NodeMessage.Spent("n", Map.of("bob", 2))),
                shards.addressed(new NodeMessage.Spent("n", Map.of("alice", 1, "bob", 2))));
        assertEquals(
                Map.of(
                        alice,
                                new NodeMessage.Passed(
                                        "n", List.of("alice"), "id", "t", Some.NOON, "{}", null, "00-1-2-01"),
                        bob,
                                new NodeMessage.Passed(
                                        "n", List.of("bob"), "id", "t", Some.NOON, "{}", null, "00-1-2-01")),
                shards.addressed(new NodeMessage.Passed(
                        "n", List.of("alice", "bob"), "id", "t", Some.NOON, "{}", null, "00-1-2-01")));
    }

    @Test
    void whatConcernsEveryNodeGoesToAll() {
        Wake everyone = new Wake("n", true, List.of(), false);
        assertEquals(Map.of("f:feed:all", everyone), shards.addressed(everyone));
        NodeMessage tried = new NodeMessage.Tried("n", Map.of("10.0.0.1", 400));
        assertEquals(Map.of("f:feed:all", tried), shards.addressed(tried));
        NodeMessage revoked = new NodeMessage.Revoked("n", "alice", Some.NOON);
        assertEquals(Map.of("f:feed:all", revoked), shards.addressed(revoked));
        NodeMessage close = new NodeMessage.Close("n", "alice", List.of(new UUID(0, 1)), CloseCode.DISCONNECTED);
        assertEquals(Map.of(alice, close), shards.addressed(close));
    }
}
