package dev.florin.notification.feed;

import java.time.Duration;

/**
 * What connections may cost.
 *
 * @param connections on all nodes together
 * @param connectionsPerNode on this node
 * @param connectionsPerUser one more closes the oldest
 * @param queueBytes waiting for one client, on the way to the network included
 * @param heartbeat between two pings
 * @param missedHeartbeats unanswered pings after which a client counts as gone
 */
public record FeedLimits(
        int connections,
        int connectionsPerNode,
        int connectionsPerUser,
        int queueBytes,
        Duration heartbeat,
        int missedHeartbeats) {}
