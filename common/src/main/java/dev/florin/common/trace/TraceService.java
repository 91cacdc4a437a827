package dev.florin.common.trace;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Hands out {@link Traces}, to a collector if one is configured. */
@Singleton
public class TraceService {
    private final @Nullable Collector collector;

    TraceService(TraceConfig config, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.collector = config.endpoint()
                .map(endpoint -> new Collector(endpoint, service, config))
                .orElse(null);
    }

    @Produces
    @Singleton
    Traces traces() {
        return collector == null ? Traces.OFF : Traces.to(collector.tracer());
    }

    void close(@Observes ShutdownEvent event) {
        if (collector != null) {
            collector.close();
        }
    }
}
