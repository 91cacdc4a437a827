package dev.florin.common.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Spans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TracesTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String OTHER_TRACE = "1af7651916cd43dd8448eb211c80319c";
    private static final String SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String ALSO_SAMPLED = "00-" + OTHER_TRACE + "-c7ad6b7169203331-01";
    private static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";

    private final Spans spans = new Spans();
    private final Traces traces = spans.traces();

    private static TraceParent trace(Work work) {
        return TraceParent.continued(Objects.requireNonNull(work.traceparent()));
    }

    @Test
    void withoutACollectorTheCallersTraceGoesOnAsItCame() {
        assertEquals(SAMPLED, Traces.OFF.entering(SAMPLED, "GET").traceparent());
        assertEquals(SAMPLED, Traces.OFF.begin(SpanKind.CLIENT, "call", SAMPLED).traceparent());
        assertNull(Traces.OFF.begin(SpanKind.CLIENT, "call", null).traceparent());
        assertFalse(Traces.OFF.records(SAMPLED));
        assertFalse(trace(Traces.OFF.entering(null, "GET")).sampled());
        SharedWork shared = Traces.OFF.share(SpanKind.CONSUMER, "ingest", Stream.of(SAMPLED));
        assertFalse(shared.isRecorded());
        assertEquals(SAMPLED, shared.under(SAMPLED));
    }

    @Test
    void eachPieceOfWorkStandsUnderTheOneThatCausedIt() {
        Work request = traces.entering(SAMPLED, "POST");
        assertEquals(TRACE, trace(request).traceId());
        assertNotEquals("b7ad6b7169203331", trace(request).spanId());
        assertTrue(trace(request).sampled());
        Work call = traces.begin(SpanKind.CLIENT, "call", request.traceparent());
        call.end(new IOException("what it says may be secret"));
        request.end();
        assertEquals(
                List.of("call", "POST"),
                spans.all().stream().map(SpanData::getName).toList());
        assertEquals(trace(request).spanId(), spans.all().getFirst().getParentSpanId());
        assertEquals("b7ad6b7169203331", spans.all().getLast().getParentSpanId());
        assertFalse(spans.all().getFirst().toString().contains("secret"));
        assertTrue(spans.all().getFirst().toString().contains("java.io.IOException"));
    }

    @Test
    void whatIsNotSampledLeavesNothingAndKeepsItsTrace() {
        Work request = traces.entering(UNSAMPLED, "GET");
        assertEquals(TRACE, trace(request).traceId());
        assertFalse(request.isRecorded());
        Work work = traces.begin(SpanKind.INTERNAL, "ledger", request.traceparent());
        assertEquals(request.traceparent(), work.traceparent());
        work.with("a", 1).end();
        traces.record(SpanKind.INTERNAL, "frame", UNSAMPLED, Duration.ofMillis(1));
        traces.beginning("sweep").end();
        assertEquals(List.of(), spans.all());
    }

    @Test
    void aStepForManyStandsInOneTraceAndLinksToTheOthers() {
        Work commit =
                traces.beginForAll(SpanKind.INTERNAL, "commit", Stream.of(UNSAMPLED, SAMPLED, ALSO_SAMPLED, SAMPLED));
        commit.end();
        SpanData span = spans.all().getFirst();
        assertEquals(TRACE, span.getTraceId());
        assertEquals(
                List.of(OTHER_TRACE),
                span.getLinks().stream()
                        .map(link -> link.getSpanContext().getTraceId())
                        .toList());
        traces.beginForAll(SpanKind.INTERNAL, "commit", Stream.of(UNSAMPLED)).end();
        assertEquals(1, spans.all().size());
    }

    @Test
    void whatIsDoneForManyIsSeenByEach() {
        SharedWork ingest = traces.share(SpanKind.CONSUMER, "ingest", Stream.of(SAMPLED, UNSAMPLED, ALSO_SAMPLED));
        String under = Objects.requireNonNull(ingest.under(SAMPLED));
        assertEquals(TRACE, TraceParent.continued(under).traceId());
        assertNotEquals(SAMPLED, under);
        assertEquals(UNSAMPLED, ingest.under(UNSAMPLED));
        assertNull(ingest.under(null));
        ingest.end(null);
        assertEquals(
                List.of(TRACE, OTHER_TRACE),
                spans.all().stream().map(SpanData::getTraceId).sorted().toList());
    }

    @Test
    void whatIsOverIsShownAsLongAsItTook() {
        traces.record(SpanKind.INTERNAL, "frame", SAMPLED, Duration.ofMillis(250));
        SpanData span = spans.all().getFirst();
        assertEquals(Duration.ofMillis(250).toNanos(), span.getEndEpochNanos() - span.getStartEpochNanos());
    }

    @Test
    void nonsenseIsNotSampled() {
        for (String header : List.of("", "00-x", "00-" + TRACE + "-b7ad6b7169203331-0g", SAMPLED + "-more")) {
            assertFalse(traces.records(header), header);
        }
    }
}
