package dev.florin.common.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases of the W3C recommendation "Trace Context", section 3.2. */
class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void continuesTheTraceOfTheCaller() {
        TraceParent trace = TraceParent.continued("00-" + TRACE + "-" + SPAN + "-01");
        assertEquals(new TraceParent(TRACE, SPAN, true), trace);
        assertEquals("00-" + TRACE + "-" + SPAN + "-01", trace.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "02", "fe"})
    void knowsOnlyTheFlagOfSampling(String flags) {
        TraceParent trace = TraceParent.continued("00-" + TRACE + "-" + SPAN + "-" + flags);
        assertFalse(trace.sampled());
        assertEquals("00-" + TRACE + "-" + SPAN + "-00", trace.toString());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "garbage",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nSet-Cookie: a=b",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01"
            })
    void startsAnewWhereThereIsNothingToContinue(String header) {
        TraceParent trace = TraceParent.continued(header);
        assertTrue(trace.toString().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00"), trace.toString());
        assertNotEquals(TRACE, trace.traceId());
        assertEquals(trace, TraceParent.continued(trace.toString()));
    }

    @Test
    void eachStartIsATraceOfItsOwn() {
        assertNotEquals(TraceParent.start().traceId(), TraceParent.start().traceId());
    }

    @Test
    void theTraceIdFitsAUuidThereAndBack() {
        String highBits = "f".repeat(31) + "e";
        for (String traceId : new String[] {TRACE, highBits, "0".repeat(31) + "1"}) {
            assertEquals(traceId, TraceParent.traceId(new TraceParent(traceId, SPAN, true).asUuid()));
        }
    }
}
