package dev.florin.common;

import dev.florin.common.database.Database;
import dev.florin.common.security.ExchangeableKey;
import dev.florin.common.security.RefreshedKeys;
import dev.florin.common.security.Revocations;
import dev.florin.common.security.SecurityConfig;
import dev.florin.common.security.ServiceToken;
import dev.florin.common.security.TokenVerifier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands the plain classes of this module to the container. */
@Singleton
public class Wiring {
    private static final Duration[] REQUEST_TIMES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Database database(DataSource dataSource) {
        return new Database(dataSource);
    }

    @Produces
    @Singleton
    TokenVerifier tokenVerifier(
            SecurityConfig config, @Any Instance<Revocations> revocations, MeterRegistry metrics, Clock clock) {
        TokenVerifier.Keys users = new RefreshedKeys(
                config.keys(),
                config.keysRefresh(),
                config.keysRefreshUnknown(),
                clock,
                unreadable(metrics, "users")::increment);
        TokenVerifier.Keys services = new RefreshedKeys(
                config.serviceKeys(),
                config.keysRefresh(),
                config.keysRefreshUnknown(),
                clock,
                unreadable(metrics, "services")::increment);
        return new TokenVerifier(
                new TokenVerifier.Party(config.issuer(), config.audience(), users),
                new TokenVerifier.Party(ServiceToken.ISSUER, config.audience(), services),
                config.verifiedTokens(),
                revocations.isUnsatisfied() ? Revocations.NONE : revocations.get(),
                clock);
    }

    @Produces
    @Singleton
    ServiceToken serviceToken(
            SecurityConfig config,
            Clock clock,
            MeterRegistry metrics,
            @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        ExchangeableKey key = new ExchangeableKey(config.serviceKey(), unreadable(metrics, "own")::increment);
        return new ServiceToken(serviceName, config.audience(), key, clock);
    }

    private static Counter unreadable(MeterRegistry metrics, String keys) {
        return Counter.builder("security_keys_unreadable")
                .description("Times that keys could not be read again; the old ones stay")
                .tag("keys", keys)
                .register(metrics);
    }

    /** Request times as a histogram: quantiles of several replicas cannot be added up. */
    @Produces
    @Singleton
    MeterFilter requestTimes() {
        double[] bucketsNs =
                Stream.of(REQUEST_TIMES).mapToDouble(Duration::toNanos).toArray();
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals("http.server.requests")
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(bucketsNs)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }
}
