package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * How much an event matters to the person who is told; a {@code CRITICAL} one is escalated until it is acknowledged.
 */
public enum Priority {
    @JsonProperty("low")
    LOW,
    @JsonProperty("normal")
    NORMAL,
    @JsonProperty("high")
    HIGH,
    @JsonProperty("critical")
    CRITICAL;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
