package dev.florin.common.trace;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is done for several traces at once, seen by each of them. */
public final class SharedWork {
    /** Nobody sees it. */
    public static final SharedWork NONE = new SharedWork(Map.of());

    private final Map<String, Work> works;

    SharedWork(Map<String, Work> works) {
        this.works = works;
    }

    public boolean isRecorded() {
        return !works.isEmpty();
    }

    /** What goes on under this trace; the same one if nobody sees it. */
    public @Nullable String under(@Nullable String traceparent) {
        Work work = traceparent == null ? null : works.get(traceparent);
        return work == null ? traceparent : work.traceparent();
    }

    /** Of all its parts. */
    public Stream<@Nullable String> traceparents() {
        return works.values().stream().map(Work::traceparent);
    }

    public void end(@Nullable Throwable failure) {
        works.values().forEach(work -> work.end(failure));
    }
}
