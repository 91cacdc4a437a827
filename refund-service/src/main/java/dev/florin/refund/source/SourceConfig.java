package dev.florin.refund.source;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Who owns what may be due back, and how they are asked. */
@ConfigMapping(prefix = "florin.refund")
public interface SourceConfig {
    /**
     * Base URLs by name: {@code florin.refund.sources.wallet=http://localhost:8081}. One that is left empty does not
     * run here, and nobody waits for it.
     */
    Map<String, Optional<String>> sources();

    /** Base URL of the service that keeps the ledger: what it gave back is compared with what was to come back. */
    String ledger();

    /** How the owners are asked. */
    Source source();

    /** The same for all of them. */
    interface Source {
        /** When an owner that does not take a connection counts as down. */
        @WithDefault("PT2S")
        Duration connectTimeout();

        /** When a call is given up, from its beginning to the last byte of its answer. */
        @WithDefault("PT10S")
        Duration timeout();

        /** The longest answer that is read, in bytes: 500 refundables take less than half of it. */
        @WithDefault("1048576")
        int maxAnswer();

        /** Refunds that are asked for in one request, 1 to 100. What failed is asked for again in ever smaller ones. */
        @WithDefault("50")
        int batchSize();

        /** Requests under way at one owner at a time. */
        @WithDefault("16")
        int concurrency();
    }
}
