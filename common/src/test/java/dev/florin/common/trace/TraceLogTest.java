package dev.florin.common.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class TraceLogTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String OTHER_TRACE = "1af7651916cd43dd8448eb211c80319c";

    private static String of(String trace) {
        return "00-" + trace + "-b7ad6b7169203331-00";
    }

    @Test
    void aTraceIsNamedWhileItIsWorkedForAndNoLonger() {
        TraceLog.during(of(TRACE), () -> {
            assertEquals(TRACE, MDC.get(TraceFilter.LOGGED));
            TraceLog.during(of(OTHER_TRACE), () -> assertEquals(OTHER_TRACE, MDC.get(TraceFilter.LOGGED)));
            TraceLog.during(null, () -> assertEquals(TRACE, MDC.get(TraceFilter.LOGGED)));
            assertEquals(TRACE, MDC.get(TraceFilter.LOGGED));
        });
        assertNull(MDC.get(TraceFilter.LOGGED));
        assertThrows(
                IllegalStateException.class,
                () -> TraceLog.during(of(TRACE), () -> {
                    throw new IllegalStateException();
                }));
        assertNull(MDC.get(TraceFilter.LOGGED));
    }
}
