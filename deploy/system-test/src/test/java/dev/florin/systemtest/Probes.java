package dev.florin.systemtest;

import dev.florin.local.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;

/** The three probes of every service, as an orchestrator asks them. */
final class Probes {
    private static final List<String> NAMES = List.of("live", "ready", "started");
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);

    /** How long an outage lasts after it was seen: longer than what is done every second everywhere. */
    private static final Duration LASTS = Duration.ofMillis(1_500);

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(100);

    private final Florin florin;
    private final Set<Service> asked;

    Probes(Florin florin, Set<Service> asked) {
        this.florin = florin;
        this.asked = asked;
    }

    /** The probes that are red now, {@code wallet-service/ready}; a service that does not answer has all three. */
    Set<String> red(Set<Service> dead) {
        Set<String> red = new ConcurrentSkipListSet<>();
        try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Service service : asked) {
                if (!dead.contains(service)) {
                    NAMES.forEach(name -> askers.execute(() -> {
                        if (!isGreen(service, name)) {
                            red.add(service.module() + "/" + name);
                        }
                    }));
                }
            }
        }
        return new TreeSet<>(red);
    }

    private boolean isGreen(Service service, String name) {
        try {
            return florin.door(service, 0)
                            .call("GET", "/q/health/" + name, "", null, null)
                            .status()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Waits until exactly these probes are red, and asks on for a while: they stay red and no other ever turns.
     *
     * @param dead services that are themselves what is away, and are not asked
     */
    void assertRed(Set<String> expected, Set<Service> dead) {
        assertRed(expected, dead, LASTS);
    }

    /** @param lasts how long after it was seen */
    void assertRed(Set<String> expected, Set<Service> dead, Duration lasts) {
        Await.until(SEEN_WITHIN, () -> "red " + expected + ", red are " + red(dead), () -> {
            Set<String> red = red(dead);
            Assertions.assertTrue(expected.containsAll(red), () -> "only " + expected + " may be red, not " + red);
            return red.equals(expected);
        });
        long end = System.nanoTime() + lasts.toNanos();
        do {
            LockSupport.parkNanos(BETWEEN_ROUNDS.toNanos());
            Assertions.assertEquals(expected, red(dead));
        } while (System.nanoTime() < end);
    }

    void awaitAllGreen() {
        Await.until(
                SEEN_WITHIN,
                () -> "all green, red are " + red(Set.of()),
                () -> red(Set.of()).isEmpty());
    }
}
