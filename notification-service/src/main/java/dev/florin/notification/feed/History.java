package dev.florin.notification.feed;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What was committed, to be read back: the feed's view of the inbox, which lives above it. Methods block; each is few
 * round trips, however many users it is asked about.
 */
public interface History {
    /** How many notices {@link #pages} returns per range at most. */
    int PAGE = 200;

    /** The part of a user's stream after a {@code seq}. */
    record Range(String userId, long after) {}

    /** One entry per user, also for users who were never told anything. */
    List<Standing> standings(Collection<String> users);

    /** For each range its first {@value #PAGE} notices in order; a range without any may be absent. */
    Map<Range, List<Notice>> pages(Collection<Range> ranges);

    /** Announcements of the last day after a position, in order. */
    List<Notice> announcements(long after);

    /** Of these users those whose revision has risen above the one given. */
    List<String> risen(Map<String, Long> revisions);

    /** The identity of this history: a {@code seq} means nothing under another one. */
    long epoch();
}
