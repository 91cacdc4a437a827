package dev.florin.common;

import dev.florin.common.database.Database;
import dev.florin.common.security.KeySource;
import dev.florin.common.security.RefreshedKeys;
import dev.florin.common.security.Revocations;
import dev.florin.common.security.SecurityConfig;
import dev.florin.common.security.ServiceToken;
import dev.florin.common.security.TokenVerifier;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands the plain classes of this module to the container. */
@Singleton
public class Wiring {
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
    TokenVerifier tokenVerifier(SecurityConfig config, @Any Instance<Revocations> revocations, Clock clock) {
        return new TokenVerifier(
                new TokenVerifier.Party(config.issuer(), config.audience(), keys(config.keys(), config, clock)),
                new TokenVerifier.Party(
                        ServiceToken.ISSUER, config.audience(), keys(config.serviceKeys(), config, clock)),
                config.verifiedTokens(),
                revocations.isUnsatisfied() ? Revocations.NONE : revocations.get(),
                clock);
    }

    @Produces
    @Singleton
    ServiceToken serviceToken(
            SecurityConfig config, Clock clock, @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        return new ServiceToken(serviceName, config.audience(), KeySource.privateKey(config.serviceKey()), clock);
    }

    private static TokenVerifier.Keys keys(String location, SecurityConfig config, Clock clock) {
        return new RefreshedKeys(location, config.keysRefresh(), config.keysRefreshUnknown(), clock);
    }
}
