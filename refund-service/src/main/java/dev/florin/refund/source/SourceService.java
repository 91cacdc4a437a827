package dev.florin.refund.source;

import dev.florin.common.security.ServiceToken;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.util.List;

/** All owners that are configured. */
@Singleton
public class SourceService {
    private final List<RefundSource> sources;

    SourceService(SourceConfig config, ServiceToken token) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.source().connectTimeout())
                .build();
        this.sources = config.sources().entrySet().stream()
                .<RefundSource>map(
                        source -> new OwnerClient(source.getKey(), source.getValue(), http, token, config.source()))
                .toList();
    }

    public List<RefundSource> sources() {
        return sources;
    }
}
