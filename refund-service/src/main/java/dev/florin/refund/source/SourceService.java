package dev.florin.refund.source;

import dev.florin.common.security.ServiceToken;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.util.List;

/** All owners that are configured. */
@Singleton
public class SourceService {
    private final List<RefundSource> sources;
    private final LedgerClient ledger;

    SourceService(SourceConfig config, ServiceToken token) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.source().connectTimeout())
                .build();
        this.sources = config.sources().entrySet().stream()
                .flatMap(source -> source.getValue().stream()
                        .<RefundSource>map(url -> new OwnerClient(
                                source.getKey(),
                                new ServiceClient(source.getKey(), url, http, token, config.source()))))
                .toList();
        this.ledger = new LedgerClient(new ServiceClient("ledger", config.ledger(), http, token, config.source()));
    }

    public List<RefundSource> sources() {
        return sources;
    }

    public LedgerClient ledger() {
        return ledger;
    }
}
