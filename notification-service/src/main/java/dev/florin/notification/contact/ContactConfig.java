package dev.florin.notification.contact;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many people one may know. */
@ConfigMapping(prefix = "florin.contact")
public interface ContactConfig {
    /** Contacts a user may have, answered or not; so many requests of others are shown, too. */
    @WithDefault("500")
    int maxContacts();
}
