package dev.florin.notification.feed;

import dev.florin.common.test.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.spi.CDI;
import java.sql.Connection;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** The broker of a node that a test puts together by hand: of the same kind as that of the service under test. */
public final class TestBroker {
    private final FeedPollJob poller;
    private final Broker broker;
    private final Runnable stop;

    private TestBroker(FeedConfig config, Feed feed, Broker broker, Runnable stop) {
        this.broker = broker;
        this.stop = stop;
        this.poller = new FeedPollJob(feed, config);
        poller.start();
    }

    /** @param poll how often it looks for what it was not told */
    public static TestBroker listening(DataSource dataSource, Feed feed, Neighbours neighbours, Duration poll) {
        feed.listen(neighbours);
        FeedConfig config = new Quick(
                FeedConfig.BrokerKind.valueOf(ConfigProvider.getConfig()
                        .getValue("florin.feed.broker", String.class)
                        .toUpperCase(Locale.ROOT)),
                poll);
        return switch (config.broker()) {
            case POSTGRES -> {
                var broker = new PostgresBrokerService(new WakeStore(dataSource), feed, neighbours, config);
                broker.start();
                yield new TestBroker(config, feed, broker, broker::stop);
            }
            case REDIS -> {
                Redis redis = Redis.createClient(
                        CDI.current().select(Vertx.class).get(),
                        ConfigProvider.getConfig().getValue("quarkus.redis.hosts", String.class));
                var broker = new RedisBrokerService(redis, feed, neighbours, config, new SimpleMeterRegistry());
                broker.start();
                Eventually.holds("Redis is used", broker::isConnected);
                yield new TestBroker(config, feed, broker, () -> {
                    broker.stop();
                    redis.close();
                });
            }
        };
    }

    public Broker broker() {
        return broker;
    }

    public PassingService passing(Feed feed) {
        return new PassingService(feed, broker);
    }

    /** What is passed on by this, no other node hears. */
    public static PassingService unheard(Feed feed) {
        return new PassingService(feed, new Broker() {
            @Override
            public void tell(Connection transaction, Wake wake) {}

            @Override
            public void told(Wake wake) {}

            @Override
            public void send(NodeMessage message) {}

            @Override
            public String node() {
                return "unheard";
            }
        });
    }

    public void stop() {
        poller.stop();
        stop.run();
    }

    private record Quick(FeedConfig.BrokerKind broker, Duration poll) implements FeedConfig {
        @Override
        public String redisChannel() {
            return "florin";
        }

        @Override
        public Duration redisTimeout() {
            return Duration.ofSeconds(2);
        }

        @Override
        public int mailbox() {
            return 1000;
        }

        @Override
        public Duration backOff() {
            return Duration.ofMillis(50);
        }

        @Override
        public Duration maxBackOff() {
            return Duration.ofMillis(200);
        }
    }
}
