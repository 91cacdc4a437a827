package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.florin.common.trace.Traces;
import dev.florin.notification.Some;
import dev.florin.notification.dialect.NotificationsDialect;
import io.opentelemetry.api.trace.TracerProvider;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameTracesTest {
    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String UNSAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    private final FrameTraces traces =
            new FrameTraces(Traces.to(TracerProvider.noop().get("test")));
    private final Dialect dialect = new NotificationsDialect();

    private static Notice notice(String event, @Nullable String traceparent) {
        return new Notice(event, "payment_received", Some.NOON, "{}", new Place.Stream(1), Some.NOON, traceparent);
    }

    /** An event for thousands of people shows that it left, not each time that it did. */
    @Test
    void onlyTheFirstFramesOfAnEventAreShown() {
        long shown = IntStream.range(0, 5_000)
                .mapToObj(_ -> traces.of(new Frames(notice("everybody", SAMPLED)), dialect))
                .filter(Objects::nonNull)
                .count();
        assertEquals(FrameTraces.FRAMES_PER_EVENT, shown);
        Runnable another = traces.of(new Frames(notice("another", SAMPLED)), dialect);
        Objects.requireNonNull(another).run();
    }

    @Test
    void whatNobodySampledIsNotShown() {
        assertNull(traces.of(new Frames(notice("event", UNSAMPLED)), dialect));
        assertNull(traces.of(new Frames(notice("event", null)), dialect));
        assertNull(new FrameTraces(Traces.OFF).of(new Frames(notice("event", SAMPLED)), dialect));
    }
}
