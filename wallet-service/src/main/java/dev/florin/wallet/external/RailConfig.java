package dev.florin.wallet.external;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which ways money may come and go. */
@ConfigMapping(prefix = "florin.rail")
public interface RailConfig {
    /**
     * Whether the {@code instant} rail is open: it believes every deposit, which is for trying things out and never for
     * production.
     */
    @WithDefault("false")
    boolean instant();

    /**
     * What the callbacks of the {@code chain} rail may be signed with, at least 32 characters each; two while they are
     * being exchanged. The rail is closed while there is none.
     */
    Optional<List<String>> chainSecrets();

    /**
     * Where the gateway of the {@code chain} rail takes withdrawals, signed with the first of {@link #chainSecrets()}.
     * Without it nothing is sent: the gateway has to learn of them in another way.
     */
    Optional<URI> chainUrl();

    /** When a gateway's answer is no longer waited for. */
    @WithDefault("PT5S")
    Duration timeout();

    /**
     * When it is asked again; longer than {@link #timeout()}, doubled with each further try, up to 64 times as much.
     */
    @WithDefault("PT10S")
    Duration retry();

    /** How far the {@code sent_at} of a callback may be from our time: what is older may be a replay. */
    @WithDefault("PT5M")
    Duration tolerance();

    /** After this long without a confirmation, a deposit or a withdrawal counts as failed. */
    @WithDefault("P1D")
    Duration lapse();

    /** How often what has lapsed, and what was not submitted yet, is looked for. */
    @WithDefault("PT1S")
    Duration interval();

    /** How many of them at once. */
    @WithDefault("100")
    int batch();
}
