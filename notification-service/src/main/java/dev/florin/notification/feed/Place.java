package dev.florin.notification.feed;

import org.jspecify.annotations.Nullable;

/** Where a notice belongs: what order it keeps, and what makes it a repeat. */
public sealed interface Place {
    /** One of a user's stream: gap-free per user, delivered in order, once. */
    record Stream(long seq) implements Place {}

    /**
     * The newest value of something. It takes no {@code seq}: a value that is overtaken needs no delivery, so it cannot
     * be part of a sequence without gaps. A client converges because values are sent again after every connect.
     *
     * @param key what it is the value of: {@code balance_update:{wallet_id}}
     * @param version of two values the higher one is the truth; a repeat or a lower one changes nothing
     */
    record Latest(String key, long version) implements Place {}

    /** One of the messages to everyone, in the order of their commits. */
    record Announcement(long pos) implements Place {}

    /**
     * Of interest now or never: it is kept nowhere, reaches who is connected at the moment, at most once, and in the
     * order in which one node passed it on. State that somebody could go on showing wrongly has its {@link Recap}.
     *
     * @param key if there is one, a newer notice with the same key replaces one that a slow client has not taken yet
     */
    record Passing(@Nullable String key) implements Place {}
}
