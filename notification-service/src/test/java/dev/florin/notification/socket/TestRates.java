package dev.florin.notification.socket;

import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Neighbours;
import io.smallrye.config.SmallRyeConfig;
import java.time.Clock;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * How fast addresses may connect to a node that a test puts together by hand, with the limits of the service under
 * test.
 */
public final class TestRates {
    private final Clock clock = Clock.systemUTC();
    private final RateService rates;

    public TestRates(Broker broker, Neighbours neighbours) {
        SocketConfig config =
                ConfigProvider.getConfig().unwrap(SmallRyeConfig.class).getConfigMapping(SocketConfig.class);
        rates = new RateService(broker, neighbours, config, clock);
    }

    /** @return false if that was too often */
    public boolean connects(String address, int attempts) {
        return rates.ofAddress(address).take(attempts, clock.millis());
    }
}
