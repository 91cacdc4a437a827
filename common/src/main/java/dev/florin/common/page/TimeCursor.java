package dev.florin.common.page;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended in a list that is sorted by time, newest first, and by id among those of one millisecond: the next
 * page is a seek, and what is new meanwhile shifts nothing.
 */
public record TimeCursor(Instant at, UUID id) {
    /** The most that a page may hold. */
    public static final int MAX_LIMIT = 500;

    private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");
    private static final TimeCursor START = new TimeCursor(END_OF_TIME, new UUID(-1, -1));

    /**
     * Reads a cursor; none means the start.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    public static TimeCursor of(@Nullable String text) {
        if (text == null) {
            return START;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            String[] timeAndId = plain.split("=", 2);
            Instant at = Instant.ofEpochMilli(Long.parseLong(timeAndId[0]));
            if (at.isBefore(Instant.EPOCH) || at.isAfter(END_OF_TIME)) {
                throw new DateTimeException("never");
            }
            return new TimeCursor(at, UUID.fromString(timeAndId[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | DateTimeException e) {
            throw Required.invalid("cursor", "is not one that was given out here");
        }
    }

    /**
     * Reads a cursor of a list that begins with the oldest: without one it begins with what happened {@code since}.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    public static TimeCursor upwards(Instant since, @Nullable String text) {
        return text == null ? new TimeCursor(since, new UUID(0, 0)) : of(text);
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} unless it is 1 to {@value #MAX_LIMIT} */
    public static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Required.invalid("limit", "is between 1 and " + MAX_LIMIT);
        }
    }

    public String text() {
        String plain = at.toEpochMilli() + "=" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }
}
