package dev.florin.common.test;

import dev.florin.common.trace.Traces;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** What a collector was told, in memory. */
public final class Spans {
    private final List<SpanData> ended = new CopyOnWriteArrayList<>();
    private final Traces traces = Traces.to(SdkTracerProvider.builder()
            .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
            .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
            .build()
            .get("test"));

    private final class Kept implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> more) {
            ended.addAll(more);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    public Traces traces() {
        return traces;
    }

    /** A trace that nobody has heard of, and that is sampled. */
    public static String trace() {
        HexFormat hex = HexFormat.of();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return hex.toHexDigits(random.nextLong(1, Long.MAX_VALUE)) + hex.toHexDigits(random.nextLong());
    }

    public static String traceparent(String trace) {
        return "00-" + trace + "-b7ad6b7169203331-01";
    }

    /** All of them, in the order in which they ended. */
    public List<SpanData> all() {
        return List.copyOf(ended);
    }

    /** Of one trace, in the order in which they ended. */
    public List<SpanData> of(String trace) {
        return ended.stream().filter(span -> span.getTraceId().equals(trace)).toList();
    }
}
