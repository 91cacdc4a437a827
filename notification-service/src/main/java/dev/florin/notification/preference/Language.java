package dev.florin.notification.preference;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What texts are written in. */
public enum Language {
    @JsonProperty("en")
    EN,
    @JsonProperty("de")
    DE;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
