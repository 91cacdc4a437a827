package dev.florin.common.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Quota;
import dev.florin.common.rate.RateLimit;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/**
 * How fast each user may ask: one user's loop must not be everybody's outage. Each replica counts for itself; a counter
 * that all of them share would cost a round trip per request.
 */
@Singleton
class CallerRateService {
    private static final int REMEMBERED = 100_000;

    private final Cache<String, RateLimit> limits;
    private final CallerRateConfig config;
    private final Clock clock;

    CallerRateService(CallerRateConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        // Whoever was away for so long has a full bucket again.
        long secondsToFill = isOff() ? 1 : Math.ceilDiv(config.burst(), config.perSecond());
        this.limits = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterAccess(Duration.ofSeconds(secondsToFill))
                .build();
    }

    private boolean isOff() {
        return config.perSecond() == 0;
    }

    /** @throws FlorinException {@link ProblemType#RATE_LIMITED} to a user who asks too fast */
    void charge(Caller caller) {
        if (isOff() || worksForMany(caller)) {
            return;
        }
        RateLimit limit = limits.get(caller.id(), _ -> new RateLimit(config.perSecond(), config.burst()));
        long now = clock.millis();
        if (!limit.take(1, now)) {
            throw FlorinException.rateLimited(
                    new Quota(config.burst(), Duration.ofMillis(limit.waitMs(1, now))),
                    "Too many requests; slow down.");
        }
    }

    private static boolean worksForMany(Caller caller) {
        return caller.roles().contains(Caller.SERVICE) || caller.roles().contains(Caller.ADMIN);
    }
}
