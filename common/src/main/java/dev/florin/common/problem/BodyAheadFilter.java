package dev.florin.common.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Has a small body read to its end before its request is given a thread. The framework's own reader has that thread ask
 * the event loop for each piece and sleep until it comes, under a lock that the event loop needs as well: for a body of
 * one packet that is more work than all that is done with it.
 */
@Singleton
public class BodyAheadFilter {
    private static final String KEY = BodyAheadFilter.class.getName();

    /** A token is looked at when a resource asks for it: the small body of a stranger is read as well. */
    private static final int AFTER_ALL_OTHERS = 1;

    /** In bytes: larger ones are streamed, since they would wait in memory for whoever sends slowly. */
    private static final int SMALL = 64 * 1024;

    private final Duration timeout;

    BodyAheadFilter(@ConfigProperty(name = "quarkus.http.read-timeout", defaultValue = "PT1M") Duration timeout) {
        this.timeout = timeout;
    }

    void register(@Observes Filters filters) {
        filters.register(this::read, AFTER_ALL_OTHERS);
    }

    /** The whole body; null if it is to be read as a stream. */
    static @Nullable Buffer body(RoutingContext request) {
        return request.get(KEY);
    }

    void read(RoutingContext request) {
        HttpServerRequest http = request.request();
        if (http.isEnded() || !isSmall(http)) {
            request.next();
            return;
        }
        var _ = http.body().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).onComplete(read -> {
            if (read.succeeded()) {
                request.put(KEY, read.result());
                request.next();
            } else {
                // It went away, or does not say what it announced: there is nobody to be answered.
                http.response().reset();
            }
        });
        http.resume();
    }

    private static boolean isSmall(HttpServerRequest http) {
        String length = http.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Who waits to be told to go on is told so by the framework's reader.
        return length != null && !http.headers().contains(HttpHeaders.EXPECT) && parsed(length) <= SMALL;
    }

    private static long parsed(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
