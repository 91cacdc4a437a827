package dev.florin.common.problem;

import java.time.Duration;
import java.util.Map;

/**
 * A rate that a caller has used up.
 *
 * @param limit how much of it is granted in one go
 * @param reset until as much is granted again as was asked for
 */
public record Quota(int limit, Duration reset) {
    /** How an answer says it: in whole seconds, rounded up, so that who waits so long is not refused again. */
    public Map<String, String> headers() {
        String seconds =
                Long.toString(Math.max(1, reset.plusSeconds(1).minusNanos(1).toSeconds()));
        return Map.of(
                "RateLimit-Limit",
                Integer.toString(limit),
                "RateLimit-Remaining",
                "0",
                "RateLimit-Reset",
                seconds,
                "Retry-After",
                seconds);
    }
}
