package dev.florin.common.trace;

import io.quarkus.vertx.core.runtime.VertxMDC;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Gives every request its trace: continues the caller's, names it in the logs, and returns it with the answer. */
@ApplicationScoped
public class TraceFilter {
    private static final String KEY = TraceParent.class.getName();
    private static final String HEADER = "traceparent";
    private static final int BEFORE_ALL_OTHERS = 1000;

    void register(@Observes Filters filters) {
        filters.register(TraceFilter::begin, BEFORE_ALL_OTHERS);
    }

    /** The trace of this request. */
    public static TraceParent of(RoutingContext request) {
        TraceParent trace = request.get(KEY);
        return trace == null ? begun(request) : trace;
    }

    private static void begin(RoutingContext request) {
        TraceParent trace = begun(request);
        VertxMDC.INSTANCE.put("trace_id", trace.traceId());
        request.next();
    }

    private static TraceParent begun(RoutingContext request) {
        TraceParent trace = TraceParent.continued(request.request().getHeader(HEADER));
        request.put(KEY, trace);
        request.response().putHeader(HEADER, trace.toString());
        return trace;
    }
}
