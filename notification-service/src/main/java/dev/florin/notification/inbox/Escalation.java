package dev.florin.notification.inbox;

import java.util.Locale;

/** A critical notification that its user did not acknowledge in time, and the next way to reach them. */
public record Escalation(String userId, long seq, Channel channel) {
    /** In the order in which they are tried. */
    public enum Channel {
        PUSH,
        EMAIL;

        /** The name in the database: {@code push}. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
