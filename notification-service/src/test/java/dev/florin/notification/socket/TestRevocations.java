package dev.florin.notification.socket;

import dev.florin.common.database.Database;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.Neighbours;
import java.time.Clock;
import java.time.Duration;

/** The revocations of a node that a test puts together by hand; it does not look by itself. */
public final class TestRevocations {
    private TestRevocations() {}

    public static RevocationService of(Database database, Feed feed, Broker broker, Neighbours neighbours) {
        RevocationConfig config = new RevocationConfig() {
            @Override
            public Duration tokenLife() {
                return Duration.ofHours(1);
            }

            @Override
            public Duration overlap() {
                return Duration.ofSeconds(10);
            }
        };
        return new RevocationService(
                new RevocationStore(database), feed, broker, neighbours, config, Clock.systemUTC());
    }
}
