package dev.florin.escrow.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.id.Ids;
import dev.florin.common.test.Eventually;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the job goes about what waits: a stub gives it reports, and notes how many it asks for. */
class PaymentJobTest implements PaymentJob.Reports {
    private static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");
    private static final int LEAST = 3;
    private static final int MOST = 50;
    private static final long SLOW = Duration.ofSeconds(1).toNanos();

    private final PaymentConfig config = new SmallRyeConfigBuilder()
            .withMapping(PaymentConfig.class)
            .withDefaultValues(Map.of(
                    "florin.payment.batch", Integer.toString(MOST),
                    "florin.payment.busy-batch", Integer.toString(LEAST)))
            .build()
            .getConfigMapping(PaymentConfig.class);
    private final PaymentJob job = new PaymentJob(this, config, Clock.fixed(NOW, ZoneOffset.UTC));

    private final Queue<List<Instant>> waiting = new ArrayDeque<>();
    private final List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
    private boolean isEndOfMemory;
    private boolean isSlow;

    @Override
    public List<PaymentEventStore.Taken> take(int limit) {
        asked.add(limit);
        if (isEndOfMemory) {
            isEndOfMemory = false;
            throw new OutOfMemoryError("made up");
        }
        List<Instant> next = waiting.poll();
        return next == null
                ? List.of()
                : next.stream().map(PaymentJobTest::reported).toList();
    }

    private static PaymentEventStore.Taken reported(Instant at) {
        PaymentEvent event =
                new PaymentEvent(Ids.fresh(), "e", "payment.captured", "o", "p", 1L, "USD", null, "received", null, at);
        return new PaymentEventStore.Taken(event, 1, null);
    }

    /** Many wait for an answer meanwhile. */
    @Override
    public void work(PaymentEventStore.Taken taken) {
        if (isSlow) {
            IntStream.rangeClosed(0, MOST).forEach(_ -> job.came(SLOW));
        }
    }

    private void comes(Instant... reported) {
        waiting.add(List.of(reported));
    }

    private List<Integer> askedFor(int times) {
        job.wake();
        Eventually.holds("asked", () -> asked.size() >= times);
        return List.copyOf(asked.subList(0, times));
    }

    @Test
    void takesMoreAtATimeWhileAnswersArePrompt() {
        IntStream.range(0, 3).forEach(_ -> comes(NOW));
        assertEquals(List.of(LEAST, 2 * LEAST, 3 * LEAST, 4 * LEAST), askedFor(4));
    }

    @Test
    void takesFewWhileTheyAreSlow() {
        isSlow = true;
        IntStream.range(0, 3).forEach(_ -> comes(NOW));
        assertEquals(List.of(LEAST, LEAST, LEAST, LEAST), askedFor(4));
    }

    /** Wherever it stands among those that were taken: the database promises no order. */
    @Test
    void doesNotCareForAnswersOnceAReportHasWaitedForLong() {
        isSlow = true;
        comes(NOW, NOW.minus(PaymentJob.LATE).minusMillis(1));
        comes(NOW, NOW.minus(PaymentJob.LATE));
        assertEquals(List.of(LEAST, MOST, LEAST), askedFor(3));
    }

    @Test
    void beginsAnewAfterWhateverFailure() {
        isEndOfMemory = true;
        askedFor(1);
        comes(NOW);
        Eventually.holds("it works again", () -> {
            job.look();
            return waiting.isEmpty();
        });
        assertTrue(asked.size() >= 2);
    }
}
