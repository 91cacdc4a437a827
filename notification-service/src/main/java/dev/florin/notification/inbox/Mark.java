package dev.florin.notification.inbox;

import java.util.Locale;

/** What a user may make of a notification. */
enum Mark {
    /** The first reading is the one that counts. */
    READ,
    /** As if it had just come, also if it was archived: that is the way back. */
    UNREAD,
    /** Gone from the lists and the count, but not from history. */
    ARCHIVED;

    /** The name on the wire. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
