package dev.florin.common.trace;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Names a trace in what is logged outside of a request: jobs, batches and relays work for many of them. */
public final class TraceLog {
    private TraceLog() {}

    /** Every line that this thread logs meanwhile has the trace's id. */
    public static void during(@Nullable String traceparent, Runnable work) {
        if (traceparent == null) {
            work.run();
            return;
        }
        Object before = MDC.get(TraceFilter.LOGGED);
        MDC.put(TraceFilter.LOGGED, TraceParent.continued(traceparent).traceId());
        try {
            work.run();
        } finally {
            if (before == null) {
                MDC.remove(TraceFilter.LOGGED);
            } else {
                MDC.put(TraceFilter.LOGGED, before);
            }
        }
    }
}
