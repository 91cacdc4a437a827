package dev.florin.notification.socket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long it is remembered that tokens were revoked. */
@ConfigMapping(prefix = "florin.revocation")
public interface RevocationConfig {
    /** The longest life of a token: a revocation older than this is forgotten. Not to be shorter than the issuer's. */
    @WithDefault("P1D")
    Duration tokenLife();

    /** How far back a node looks for revocations it was not told of: longer than a commit may take. */
    @WithDefault("PT10S")
    Duration overlap();
}
