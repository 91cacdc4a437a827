package dev.florin.notification.socket;

import java.util.Set;

/**
 * Fired when it has been written down that connections of these users came or went, or that the node that held them is
 * gone. By whoever wrote it: on one node, once. Observers may block and use the database.
 */
public record ConnectionsChanged(Set<String> users) {
    public ConnectionsChanged {
        users = Set.copyOf(users);
    }
}
