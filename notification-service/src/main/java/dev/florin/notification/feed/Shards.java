package dev.florin.notification.feed;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which channel a message travels by. Users are spread over a fixed number of channels, so that a node hears only of
 * those who could be connected to it; what concerns every node has a channel of its own.
 */
final class Shards {
    /** Every node of a release has to use the same number. */
    static final int COUNT = 256;

    private final String prefix;

    Shards(String prefix) {
        this.prefix = prefix + ":feed:";
    }

    /** The same on every JVM: how a text is hashed is part of the language. */
    static int of(String userId) {
        return Math.floorMod(userId.hashCode(), COUNT);
    }

    /** The channel of what concerns every node. */
    String common() {
        return prefix + "all";
    }

    String channel(int shard) {
        return prefix + shard;
    }

    /** A message, cut so that each channel carries what belongs to its users. */
    Map<String, NodeMessage> addressed(NodeMessage message) {
        return switch (message) {
            case Wake wake -> addressed(wake);
            case NodeMessage.Passed passed -> {
                Map<String, NodeMessage> byChannel = new LinkedHashMap<>();
                byChannel(passed.users()).forEach((channel, users) -> byChannel.put(channel, passed.to(users)));
                yield byChannel;
            }
            case NodeMessage.Spent spent -> {
                Map<String, NodeMessage> byChannel = new LinkedHashMap<>();
                byChannel(List.copyOf(spent.messages().keySet()))
                        .forEach((channel, users) -> byChannel.put(channel, part(spent, users)));
                yield byChannel;
            }
            case NodeMessage.Close close -> Map.of(channel(of(close.userId())), close);
            // Whoever has used up its attempts at one node may come to any.
            case NodeMessage.Tried tried -> Map.of(common(), tried);
            // A node to which the user is not connected has to refuse the token too.
            case NodeMessage.Revoked revoked -> Map.of(common(), revoked);
            case NodeMessage.Unheard unheard -> Map.of(common(), unheard);
        };
    }

    private Map<String, NodeMessage> addressed(Wake wake) {
        Map<String, NodeMessage> byChannel = new LinkedHashMap<>();
        if (wake.everyone() || wake.announcement()) {
            byChannel.put(common(), new Wake(wake.node(), wake.everyone(), List.of(), wake.announcement()));
        }
        byChannel(wake.users())
                .forEach((channel, users) -> byChannel.put(channel, new Wake(wake.node(), false, users, false)));
        return byChannel;
    }

    private static NodeMessage.Spent part(NodeMessage.Spent spent, List<String> users) {
        Map<String, Integer> messages = new HashMap<>(spent.messages());
        messages.keySet().retainAll(users);
        return new NodeMessage.Spent(spent.node(), messages);
    }

    private Map<String, List<String>> byChannel(List<String> users) {
        return users.stream()
                .collect(Collectors.groupingBy(user -> channel(of(user)), LinkedHashMap::new, Collectors.toList()));
    }
}
