package dev.florin.notification.socket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.rate.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A rate for each of many, users or addresses, on all nodes together. Most are slow, and of those nothing is told: what
 * slips through is what is not told yet, and what stays below a tenth of the rate on a node. Safe for several threads.
 */
final class SharedRates {
    private static final int REMEMBERED = 100_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(2);
    private static final int WORTH_TELLING = 10;

    /** Names in one message between nodes. */
    private static final int MAX_NAMED = 1000;

    private final Cache<String, SharedRate> rates = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(REMEMBERED_FOR)
            .build();
    private final int perSecond;
    private final int burst;

    /** As of {@link RateLimit}. */
    SharedRates(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    SharedRate of(String name) {
        return rates.get(name, _ -> new SharedRate(new RateLimit(perSecond, burst)));
    }

    /** What was taken on another node, also by those who were not here yet: they may come next. */
    void charge(Map<String, Integer> elsewhere, long nowMs) {
        elsewhere.forEach((name, permits) -> of(name).charge(permits, nowMs));
    }

    /** Who was fast here since this was last asked, a second ago, and how fast; in pieces of a message's size. */
    List<Map<String, Integer>> told() {
        int least = Math.max(1, perSecond / WORTH_TELLING);
        List<Map<String, Integer>> pieces = new ArrayList<>();
        Map<String, Integer> piece = new HashMap<>();
        for (var rate : rates.asMap().entrySet()) {
            int permits = rate.getValue().told();
            if (permits >= least) {
                piece.put(rate.getKey(), permits);
            }
            if (piece.size() == MAX_NAMED) {
                pieces.add(piece);
                piece = new HashMap<>();
            }
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }
}
