package dev.florin.notification.feed;

import java.time.Duration;
import javax.sql.DataSource;

/** A broker of a node that a test puts together by hand. */
public final class TestBroker {
    private TestBroker() {}

    /** @param poll how often it looks for what it was not told */
    public static PostgresBrokerService listening(
            DataSource dataSource, Feed feed, Neighbours neighbours, Duration poll) {
        feed.listen(neighbours);
        FeedConfig config = new FeedConfig() {
            @Override
            public int mailbox() {
                return 100;
            }

            @Override
            public Duration poll() {
                return poll;
            }

            @Override
            public Duration backOff() {
                return Duration.ofMillis(50);
            }

            @Override
            public Duration maxBackOff() {
                return Duration.ofMillis(200);
            }
        };
        PostgresBrokerService broker = new PostgresBrokerService(new WakeStore(dataSource), feed, neighbours, config);
        broker.start();
        return broker;
    }

    public static void stop(PostgresBrokerService broker) {
        broker.stop();
    }
}
