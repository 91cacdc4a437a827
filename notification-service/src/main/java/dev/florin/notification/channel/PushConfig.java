package dev.florin.notification.channel;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Web Push. Without keys there is none. */
@ConfigMapping(prefix = "florin.push")
public interface PushConfig {
    /** The key by which push services know us (RFC 8292): the point of P-256, uncompressed, in base64url. */
    Optional<String> publicKey();

    /** Its private half: 32 bytes in base64url. */
    Optional<String> privateKey();

    /** Whom the operators of push services may write to: {@code mailto:} or {@code https:}. */
    @WithDefault("mailto:operator@localhost")
    String contact();

    /** How long a push service keeps a message for a browser that is off. */
    @WithDefault("P1D")
    Duration timeToLive();

    /** How long all the push services of a user may take for one message, the look-up of their names included. */
    @WithDefault("PT10S")
    Duration timeout();

    /** Browsers of one user; one more takes the place of the oldest. */
    @WithDefault("10")
    int maxSubscriptions();

    /** How long a connection to a push service may take to come about. */
    @WithDefault("PT5S")
    Duration connectTimeout();

    /** After so long without a byte a connection to a push service is closed. */
    @WithDefault("PT30S")
    Duration idleTimeout();

    /** Messages that wait for a connection to one push service; one more is tried again later. */
    @WithDefault("500")
    int waitQueue();

    /** Names of push services that are looked up at the same time. */
    @WithDefault("8")
    int lookups();

    /** Names that wait to be looked up; a message to one more is tried again later. */
    @WithDefault("500")
    int waitingLookups();

    /**
     * {@code host:port} of push services of one's own, which may be private and speak plain HTTP. For all others the
     * rules against misuse of this service as a proxy into its own network hold.
     */
    Optional<Set<String>> trustedHosts();
}
