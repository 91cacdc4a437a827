package dev.florin.common.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import dev.florin.common.trace.TraceFilter;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bodies that say they are too large before they are read; {@link BodyStreamFilter} cuts off those that do not
 * say. The framework would answer them with an empty 413, and stands behind with a limit a little higher.
 */
@ApplicationScoped
public class BodyLimitFilter {
    private static final int AFTER_THE_TRACE = 900;
    /**
     * The framework notes down its own limit at -2, for whoever reads the body: it may be larger than that of the path.
     */
    private static final int AFTER_THE_FRAMEWORK = 1;

    /** More than is read ahead of what is counted. */
    private static final long SLACK = 1024L * 1024;

    private final long general;
    private final Map<String, Long> paths;

    BodyLimitFilter(BodyLimitConfig config) {
        this.general = config.general().asLongValue();
        this.paths = config.paths().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, limit -> limit.getValue().asLongValue()));
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_THE_TRACE);
        filters.register(this::noteDown, AFTER_THE_FRAMEWORK);
    }

    /** The most that the body of a request may have, in bytes. */
    long limit(RoutingContext request) {
        return paths.getOrDefault(request.normalizedPath(), general);
    }

    private void noteDown(RoutingContext request) {
        if (request.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY) != null) {
            request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit(request) + SLACK);
        }
        request.next();
    }

    private void check(RoutingContext request) {
        long limit = limit(request);
        if (length(request.request().getHeader(HttpHeaders.CONTENT_LENGTH)) <= limit) {
            request.next();
            return;
        }
        FlorinException refusal = LimitedStream.refusal(limit);
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
