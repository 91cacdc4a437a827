package dev.florin.common.problem;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the records of requests check in their constructors: whatever the types say, a client can leave anything out.
 */
public final class Required {
    /** Beyond these PostgreSQL has no time. */
    private static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private Required() {}

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} if the field is missing or blank */
    public static void field(String name, @Nullable Object value) {
        if (value == null || (value instanceof String text && text.isBlank())) {
            throw invalid(name, "is required");
        }
    }

    /**
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} if the field is longer than this; it may be missing
     */
    public static void atMost(int characters, String name, @Nullable String value) {
        if (value != null && value.length() > characters) {
            throw invalid(name, "has at most " + characters + " characters");
        }
    }

    /**
     * Text that every database can store as it is: without U+0000, and without half of a surrogate pair, which would be
     * replaced on its way.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} for other text; it may be missing
     */
    public static void storable(@Nullable String text) {
        if (text == null) {
            return;
        }
        boolean clean = text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
        if (!clean) {
            throw new FlorinException(
                    ProblemType.INVALID_REQUEST, "Text must not contain U+0000 or half of a surrogate pair.");
        }
    }

    /**
     * Reads an RFC 3339 instant in UTC; it may be missing.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} if it is no time, or one that databases do not know
     */
    public static @Nullable Instant time(String name, @Nullable String text) {
        try {
            Instant time = text == null ? null : Instant.parse(text);
            if (time != null && (time.isBefore(Instant.EPOCH) || time.isAfter(MAX_TIME))) {
                throw invalid(name, "is a time since 1970");
            }
            return time;
        } catch (DateTimeParseException e) {
            throw invalid(name, "is a time as in 2026-01-31T09:30:00.000Z");
        }
    }

    /** A refusal that names its field. */
    public static FlorinException invalid(String name, String message) {
        return new FlorinException(
                ProblemType.INVALID_REQUEST,
                "The field '" + name + "' " + message + ".",
                List.of(new Problem.FieldError(name, message)));
    }
}
