package dev.florin.notification.preference;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** A way to reach a user who is not connected; ordered as an escalation takes them. */
public enum Channel {
    @JsonProperty("push")
    PUSH,
    @JsonProperty("email")
    EMAIL;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none */
    public static Channel ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
