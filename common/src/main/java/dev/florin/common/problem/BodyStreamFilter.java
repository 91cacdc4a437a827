package dev.florin.common.problem;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts bodies off where they exceed the limit of their path, with an answer in the form of all others. */
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
            body.setInputStream(new LimitedStream(body.getInputStream(), limits.limit(request)));
        }
        return body.proceed();
    }
}
