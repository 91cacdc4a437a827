package dev.florin.common.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Whether and where it is shown what a request led to, across the services. */
@ConfigMapping(prefix = "florin.trace")
public interface TraceConfig {
    /**
     * The base URL of an OpenTelemetry collector that speaks OTLP over HTTP: {@code http://collector:4318}. Without one
     * traces are ids in logs, answers and events, and no span is made.
     */
    Optional<String> endpoint();

    /** Headers that the collector wants, by name. */
    Map<String, String> headers();

    /** Of a hundred traces that begin here, how many are kept. A caller who brings a trace has decided already. */
    @WithDefault("5")
    int percent();

    /** Spans that wait to be sent; those beyond are lost, and nobody waits for them. */
    @WithDefault("2048")
    int queue();

    /** How often they are sent. */
    @WithDefault("PT1S")
    Duration interval();

    /** When sending is given up. */
    @WithDefault("PT5S")
    Duration timeout();
}
