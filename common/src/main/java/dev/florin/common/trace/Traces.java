package dev.florin.common.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans for a collector, if there is one, of the work whose trace is sampled; of anything else it makes nothing
 * and costs a comparison. Traces are handed on as {@code traceparent}, in rows and in headers, never by a thread: a
 * batch works for many of them at once, and a job goes on with one that another process began.
 */
public final class Traces {
    /** Nobody collects: whoever is asked for goes on under the trace that it came with. */
    public static final Traces OFF = new Traces(null);

    private static final int LENGTH = 55;
    private static final int SAMPLED_DIGIT = 54;
    private static final int HEX = 16;

    private final @Nullable Tracer tracer;

    private Traces(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    public static Traces to(Tracer tracer) {
        return new Traces(tracer);
    }

    /** Whether anybody collects at all. */
    boolean isOn() {
        return tracer != null;
    }

    /** Whether a span under this trace would be kept. */
    public boolean records(@Nullable String traceparent) {
        if (tracer == null || traceparent == null || traceparent.length() != LENGTH) {
            return false;
        }
        int digit = Character.digit(traceparent.charAt(SAMPLED_DIGIT), HEX);
        return digit > 0 && (digit & 1) == 1;
    }

    /**
     * A request that came in, in the trace of this header or in one of its own; whether it is sampled is decided here.
     */
    Work entering(@Nullable String header, String name) {
        if (tracer == null) {
            return new Work(null, TraceParent.continued(header).toString());
        }
        SpanBuilder span = tracer.spanBuilder(name).setSpanKind(SpanKind.SERVER);
        TraceParent caller = header == null ? null : TraceParent.read(header);
        span.setParent(caller == null ? Context.root() : context(caller));
        return Work.of(span.startSpan());
    }

    /** Work that nobody asked for: it begins a trace. */
    public Work beginning(String name) {
        return tracer == null
                ? new Work(null, TraceParent.start().toString())
                : Work.of(tracer.spanBuilder(name).setParent(Context.root()).startSpan());
    }

    /** A part of the work of a trace. */
    public Work begin(SpanKind kind, String name, @Nullable String traceparent) {
        return begin(kind, name, traceparent, List.of());
    }

    private Work begin(SpanKind kind, String name, @Nullable String traceparent, Collection<String> others) {
        if (tracer == null || traceparent == null || !records(traceparent)) {
            return new Work(null, traceparent);
        }
        SpanBuilder span =
                tracer.spanBuilder(name).setSpanKind(kind).setParent(context(TraceParent.continued(traceparent)));
        others.forEach(other -> span.addLink(spanContext(TraceParent.continued(other))));
        return Work.of(span.startSpan());
    }

    /** One step for many traces: it stands in the first that is sampled, and links to the others. */
    public Work beginForAll(SpanKind kind, String name, Stream<@Nullable String> traceparents) {
        if (tracer == null) {
            return Work.NONE;
        }
        List<String> sampled = sampled(traceparents);
        return sampled.isEmpty()
                ? Work.NONE
                : begin(kind, name, sampled.getFirst(), sampled.subList(1, sampled.size()));
    }

    /** A span in each trace that is sampled, for what is done for all of them together. */
    public SharedWork share(SpanKind kind, String name, Stream<@Nullable String> traceparents) {
        if (tracer == null) {
            return SharedWork.NONE;
        }
        Map<String, Work> works = new LinkedHashMap<>();
        sampled(traceparents).forEach(each -> works.put(each, begin(kind, name, each)));
        return works.isEmpty() ? SharedWork.NONE : new SharedWork(works);
    }

    /** A part of a trace that is over, and took so long. */
    public void record(SpanKind kind, String name, String traceparent, Duration took) {
        if (tracer != null && records(traceparent)) {
            Instant now = Instant.now();
            tracer.spanBuilder(name)
                    .setSpanKind(kind)
                    .setParent(context(TraceParent.continued(traceparent)))
                    .setStartTimestamp(now.minus(took))
                    .startSpan()
                    .end(now);
        }
    }

    private List<String> sampled(Stream<@Nullable String> traceparents) {
        return traceparents
                .flatMap(Stream::ofNullable)
                .filter(this::records)
                .distinct()
                .toList();
    }

    private static Context context(TraceParent trace) {
        return Context.root().with(Span.wrap(spanContext(trace)));
    }

    private static SpanContext spanContext(TraceParent trace) {
        return SpanContext.createFromRemoteParent(
                trace.traceId(),
                trace.spanId(),
                trace.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }
}
