package dev.florin.common.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** A piece of work under a trace; what it asks others for goes under {@link #traceparent()}. Ended once. */
public final class Work {
    static final Work NONE = new Work(null, null);

    private final @Nullable Span span;
    private final @Nullable String traceparent;

    Work(@Nullable Span span, @Nullable String traceparent) {
        this.span = span;
        this.traceparent = traceparent;
    }

    static Work of(Span span) {
        SpanContext context = span.getSpanContext();
        TraceParent trace = new TraceParent(context.getTraceId(), context.getSpanId(), context.isSampled());
        return new Work(context.isSampled() ? span : null, trace.toString());
    }

    /** For those who are asked to do a part of it; null if it has no trace. */
    public @Nullable String traceparent() {
        return traceparent;
    }

    /** Whether anybody will see it. */
    public boolean isRecorded() {
        return span != null;
    }

    /** Something to find it by: amounts, kinds and counts, never who or what was said. */
    public Work with(String name, String value) {
        if (span != null) {
            span.setAttribute(name, value);
        }
        return this;
    }

    public Work with(String name, long value) {
        if (span != null) {
            span.setAttribute(name, value);
        }
        return this;
    }

    void named(String name) {
        if (span != null) {
            span.updateName(name);
        }
    }

    /** @param kind of failure; no message, which may say anything */
    Work failed(String kind) {
        if (span != null) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute("error.type", kind);
        }
        return this;
    }

    /** @param failure why it came to nothing; only its kind is kept */
    public void end(@Nullable Throwable failure) {
        if (failure != null) {
            failed(failure.getClass().getName());
        }
        end();
    }

    public void end() {
        if (span != null) {
            span.end();
        }
    }
}
