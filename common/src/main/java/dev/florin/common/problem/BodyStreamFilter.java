package dev.florin.common.problem;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a resource its body: the one that was {@linkplain BodyAheadFilter read ahead}, or else a stream that is cut off
 * where it exceeds the limit of its path, with an answer in the form of all others.
 */
@Provider
public class BodyStreamFilter implements ReaderInterceptor {
    private final CurrentVertxRequest requests;
    private final BodyLimitFilter limits;

    BodyStreamFilter(CurrentVertxRequest requests, BodyLimitFilter limits) {
        this.requests = requests;
        this.limits = limits;
    }

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        RoutingContext request = requests.getCurrent();
        if (request != null) {
            Buffer ahead = BodyAheadFilter.body(request);
            body.setInputStream(
                    ahead == null
                            ? new LimitedStream(body.getInputStream(), limits.limit(request))
                            : new ByteArrayInputStream(ahead.getBytes()));
        }
        return body.proceed();
    }
}
