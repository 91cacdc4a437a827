package dev.florin.common.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the records of requests check in their constructors: whatever the types say, a client can leave anything out.
 */
public final class Required {
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

    /** A refusal that names its field. */
    public static FlorinException invalid(String name, String message) {
        return new FlorinException(
                ProblemType.INVALID_REQUEST,
                "The field '" + name + "' " + message + ".",
                List.of(new Problem.FieldError(name, message)));
    }
}
