package dev.florin.common.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import dev.florin.common.trace.TraceFilter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/** Refuses bodies that say they are too large before they are read; the framework cuts off those that do not say. */
@ApplicationScoped
public class BodyLimitFilter {
    private static final long MAX_BYTES = 1024L * 1024;
    private static final int AFTER_THE_TRACE = 900;

    void register(@Observes Filters filters) {
        filters.register(BodyLimitFilter::check, AFTER_THE_TRACE);
    }

    private static void check(RoutingContext request) {
        if (length(request.request().getHeader(HttpHeaders.CONTENT_LENGTH)) <= MAX_BYTES) {
            request.next();
            return;
        }
        FlorinException refusal = new FlorinException(ProblemType.PAYLOAD_TOO_LARGE, "The body is larger than 1 MiB.");
        request.response()
                .setStatusCode(refusal.type().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                // The rest of the body is not worth reading.
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(json(Problem.of(
                        refusal,
                        request.normalizedPath(),
                        TraceFilter.of(request).traceId())));
    }

    private static long length(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String json(Problem problem) {
        try {
            return Json.mapper().writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
