package dev.florin.notification.feed;

import dev.florin.common.trace.Traces;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows in an event's trace that its frame left this node. Only the first few frames of an event: one for thousands of
 * people would bury its own trace.
 */
final class FrameTraces {
    static final int FRAMES_PER_EVENT = 4;

    /** Events whose frames are counted; of one that comes back after so many others, a few more are shown. */
    private static final int MAX_EVENTS = 1024;

    private final Traces traces;
    private final Map<String, Integer> shown = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_EVENTS;
        }
    };

    FrameTraces(Traces traces) {
        this.traces = traces;
    }

    /** What is to be called when the frame has left; null for nearly all of them. */
    @Nullable
    Runnable of(Frames frames, Dialect dialect) {
        String traceparent = traceOf(frames.notice());
        if (traceparent == null || !isWanted(frames.notice().id())) {
            return null;
        }
        long begunNs = frames.begunNs();
        return () -> traces.record(
                SpanKind.INTERNAL,
                "frame " + dialect.name(),
                traceparent,
                Duration.ofNanos(System.nanoTime() - begunNs));
    }

    /** The trace that a notice belongs to, if anybody collects it. */
    @Nullable
    String traceOf(Notice notice) {
        String traceparent = notice.traceparent();
        return traces.records(traceparent) ? traceparent : null;
    }

    private synchronized boolean isWanted(String event) {
        return shown.merge(event, 1, Integer::sum) <= FRAMES_PER_EVENT;
    }
}
