package dev.florin.notification.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What happens to critical notifications that nobody acknowledges. */
@ConfigMapping(prefix = "florin.escalation")
public interface EscalationConfig {
    /** How often they are looked for. */
    @WithDefault("PT5S")
    Duration every();

    /** How long a user has to acknowledge or read one before it goes out as a push message. */
    @WithDefault("PT1M")
    Duration pushAfter();

    /** How long a user has before it goes out as an e-mail too. */
    @WithDefault("PT5M")
    Duration emailAfter();

    /** Older ones are let be: what was not escalated for so long, because nothing ran, is no longer urgent. */
    @WithDefault("P1D")
    Duration lookBack();

    /** Escalations found, and handed over, in one transaction. */
    @WithDefault("500")
    int batch();
}
