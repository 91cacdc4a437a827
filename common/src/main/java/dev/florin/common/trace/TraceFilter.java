package dev.florin.common.trace;

import io.quarkus.vertx.core.runtime.VertxMDC;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Gives every request its trace: continues the caller's, names it in the logs, and returns it with the answer. */
@Singleton
public class TraceFilter {
    /** Under which the trace id stands in every line of the log. */
    public static final String LOGGED = "trace_id";

    private static final String KEY = TraceParent.class.getName();
    private static final String HEADER = "traceparent";
    private static final String ROUTE = "UrlPathTemplate";
    private static final int BEFORE_ALL_OTHERS = 1000;
    private static final int FIRST_SERVER_ERROR = 500;

    private final Traces traces;

    TraceFilter(Traces traces) {
        this.traces = traces;
    }

    void register(@Observes Filters filters) {
        filters.register(this::begin, BEFORE_ALL_OTHERS);
    }

    /** The trace of this request. */
    public static TraceParent of(RoutingContext request) {
        TraceParent trace = request.get(KEY);
        return trace == null ? begun(request, request.request().getHeader(HEADER)) : trace;
    }

    private void begin(RoutingContext request) {
        HttpServerRequest http = request.request();
        String traceparent = http.getHeader(HEADER);
        if (traces.isOn() && isWatched(http)) {
            Work work = traces.entering(traceparent, http.method().name());
            traceparent = work.traceparent();
            if (work.isRecorded()) {
                request.addEndHandler(_ -> end(request, work));
            }
        }
        VertxMDC.INSTANCE.put(LOGGED, begun(request, traceparent).traceId());
        request.next();
    }

    /** Not the questions of machines, and not connections, which last for hours. */
    private static boolean isWatched(HttpServerRequest http) {
        String path = http.path();
        return path != null && !path.startsWith("/q/") && !http.headers().contains(HttpHeaders.UPGRADE);
    }

    /** The route and never the path: a path may hold a token. */
    private static void end(RoutingContext request, Work work) {
        String method = request.request().method().name();
        int status = request.response().getStatusCode();
        String route = route(request);
        work.with("http.request.method", method).with("http.response.status_code", status);
        if (route != null) {
            work.named(method + " " + route);
            work.with("http.route", route);
        }
        if (status >= FIRST_SERVER_ERROR) {
            work.failed(Integer.toString(status));
        }
        work.end();
    }

    /** Where the framework leaves it, for its own metrics. */
    private static @Nullable String route(RoutingContext request) {
        return request.request() instanceof HttpServerRequestInternal http
                ? http.context().getLocal(ROUTE)
                : null;
    }

    private static TraceParent begun(RoutingContext request, @Nullable String traceparent) {
        TraceParent trace = TraceParent.continued(traceparent);
        request.put(KEY, trace);
        request.response().putHeader(HEADER, trace.toString());
        return trace;
    }
}
