package dev.florin.notification.feed;

import dev.florin.common.event.EventType;
import dev.florin.common.trace.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the feed counts. Every meter is registered here once: nothing is looked up by tag while events fly. */
public final class FeedMeters {
    private static final String FRAMES = "ws_frames";
    private static final String NOTIFICATIONS = "notifications";
    private static final String SUCCESS = "success";

    private final IdentityHashMap<Dialect, Counter> out = new IdentityHashMap<>();
    private final IdentityHashMap<Dialect, Counter> in = new IdentityHashMap<>();
    private final Map<EventType, Counter> kept = new EnumMap<>(EventType.class);
    private final Map<EventType, Counter> failed = new EnumMap<>(EventType.class);
    private final Map<String, Counter> failedByName = new HashMap<>();
    private final Counter slowConsumers;
    private final Timer eventToFrame;
    private final FrameTraces traces;

    public FeedMeters(MeterRegistry registry, Collection<Dialect> dialects) {
        this(registry, dialects, Traces.OFF);
    }

    public FeedMeters(MeterRegistry registry, Collection<Dialect> dialects, Traces traces) {
        this.traces = new FrameTraces(traces);
        for (Dialect dialect : dialects) {
            out.put(dialect, registry.counter(FRAMES, "direction", "out", "dialect", dialect.name()));
            in.put(dialect, registry.counter(FRAMES, "direction", "in", "dialect", dialect.name()));
        }
        for (EventType type : EventType.values()) {
            kept.put(type, registry.counter(NOTIFICATIONS, "type", type.wireName(), SUCCESS, "true"));
            Counter failure = registry.counter(NOTIFICATIONS, "type", type.wireName(), SUCCESS, "false");
            failed.put(type, failure);
            failedByName.put(type.wireName(), failure);
        }
        slowConsumers = registry.counter("ws_slow_consumers");
        eventToFrame = Timer.builder("event_to_frame")
                .description("From the acceptance of an event on this node to the flush of its frame")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(4),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1))
                .register(registry);
    }

    void sent(Dialect dialect, int frames) {
        count(out, dialect, frames);
    }

    public void received(Dialect dialect) {
        count(in, dialect, 1);
    }

    void slowConsumer() {
        slowConsumers.increment();
    }

    /** What is to be called when the frame has left; null for nearly all of them. */
    @Nullable
    Runnable trace(Frames frames, Dialect dialect) {
        return traces.of(frames, dialect);
    }

    /** The trace that a notice belongs to, if anybody collects it. */
    @Nullable
    String traceOf(Notice notice) {
        return traces.traceOf(notice);
    }

    void eventToFrame(long nanos) {
        eventToFrame.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** So many recipients' notifications of this type are kept, or could not be this time. */
    public void notifications(EventType type, boolean success, int count) {
        Counter counter = (success ? kept : failed).get(type);
        if (counter != null) {
            counter.increment(count);
        }
    }

    /** A try to send a notification failed. Those of a type that only a newer node knows are not counted. */
    public void sendingFailed(String wireName) {
        Counter counter = failedByName.get(wireName);
        if (counter != null) {
            counter.increment();
        }
    }

    private static void count(IdentityHashMap<Dialect, Counter> counters, Dialect dialect, int frames) {
        Counter counter = counters.get(dialect);
        if (counter != null) {
            counter.increment(frames);
        }
    }
}
