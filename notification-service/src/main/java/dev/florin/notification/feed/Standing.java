package dev.florin.notification.feed;

import java.util.List;

/**
 * How things stand with a user, read at one moment.
 *
 * @param lastSeq the last of the stream; 0 if there is none
 * @param firstSeq the oldest that history still reaches; {@code lastSeq + 1} if it reaches none
 * @param revision rises with every change
 * @param announced the last announcement shown to this user; {@link #NEVER} for who was never connected
 * @param latest the newest value of each key
 */
public record Standing(String userId, long lastSeq, long firstSeq, long revision, long announced, List<Notice> latest) {
    public static final long NEVER = -1;

    public Standing {
        latest = List.copyOf(latest);
    }

    /** Whether everything after {@code since} can be told, and {@code since} is not ahead of us. */
    public boolean reaches(long since) {
        return since >= firstSeq - 1 && since <= lastSeq;
    }
}
