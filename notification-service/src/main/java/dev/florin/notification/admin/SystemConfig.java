package dev.florin.notification.admin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where the other services are, for operators' questions. */
@ConfigMapping(prefix = "florin.system")
public interface SystemConfig {
    /** Set from {@code florin.wallet.url}. */
    String walletUrl();

    /** Set from {@code florin.escrow.url}. */
    String escrowUrl();

    /** Set from {@code florin.refund.url}. */
    String refundUrl();

    /** How long each of them, and our own database, may take; all are asked at the same time. */
    @WithDefault("PT1S")
    Duration timeout();

    /** Bytes of an answer that are read; more is no answer. */
    @WithDefault("65536")
    int maxAnswer();
}
