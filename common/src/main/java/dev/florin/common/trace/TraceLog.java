package dev.florin.common.trace;

import java.util.function.Supplier;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Names a trace in what is logged outside of a request: jobs, batches and relays work for many of them. */
public final class TraceLog {
    private TraceLog() {}

    /** Every line that this thread logs meanwhile has the trace's id. */
    public static void during(@Nullable String traceparent, Runnable work) {
        Boolean _ = during(traceparent, () -> {
            work.run();
            return true;
        });
    }

    /** The same, for work that has a result. */
    public static <T> T during(@Nullable String traceparent, Supplier<T> work) {
        if (traceparent == null) {
            return work.get();
        }
        Object before = MDC.get(TraceFilter.LOGGED);
        MDC.put(TraceFilter.LOGGED, TraceParent.continued(traceparent).traceId());
        try {
            return work.get();
        } finally {
            if (before == null) {
                MDC.remove(TraceFilter.LOGGED);
            } else {
                MDC.put(TraceFilter.LOGGED, before);
            }
        }
    }
}
