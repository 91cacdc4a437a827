package dev.florin.common.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.TimeUnit;

/** The way to an OpenTelemetry collector. Its classes are loaded only where there is one. */
final class Collector implements AutoCloseable {
    private static final double PERCENT = 100;

    private final SdkTracerProvider provider;
    private final TraceConfig config;

    Collector(String endpoint, String service, TraceConfig config) {
        this.config = config;
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.replaceAll("/+$", "") + "/v1/traces")
                .setTimeout(config.timeout());
        config.headers().forEach(exporter::addHeader);
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.percent() / PERCENT)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build())
                        .setMaxQueueSize(config.queue())
                        .setMaxExportBatchSize(Math.min(config.queue(), 512))
                        .setScheduleDelay(config.interval())
                        .build())
                .build();
    }

    Tracer tracer() {
        return provider.get("dev.florin");
    }

    /** Sends what is there, or gives it up in time. */
    @Override
    public void close() {
        provider.shutdown().join(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}
