package dev.florin.escrow.redpacket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How large and how old red packets may become, and how their job runs. */
@ConfigMapping(prefix = "florin.red-packet")
public interface RedPacketConfig {
    /** How many shares a red packet may have. */
    @WithDefault("10000")
    int maxPackets();

    /** How many recipients a red packet may name. */
    @WithDefault("500")
    int maxRecipients();

    /** The longest message, in characters. */
    @WithDefault("500")
    int maxMessage();

    /** How long it can be claimed, where it does not say. */
    @WithDefault("PT24H")
    Duration expiry();

    /** The longest time that a red packet may ask for. */
    @WithDefault("P30D")
    Duration maxExpiry();

    /** How often those past their time, and what a crash left behind, are looked for. */
    @WithDefault("PT1S")
    Duration interval();

    /** How many of each at once. */
    @WithDefault("100")
    int batch();

    /**
     * When a claim, or a funding, that nobody has closed counts as left behind and is taken by the job. Longer than all
     * tries of one request at wallet-service; being too short costs a repeated call, no money.
     */
    @WithDefault("PT20S")
    Duration lease();

    /** How often a claim is tried anew because somebody else was faster, before the caller is told to repeat it. */
    @WithDefault("10")
    int races();

    /** How old the figures for operators may be: counting them reads every red packet. */
    @WithDefault("PT10S")
    Duration statsAge();
}
