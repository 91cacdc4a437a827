package dev.florin.notification.inbox;

import dev.florin.common.event.Priority;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem.FieldError;
import dev.florin.common.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an inbox is asked for: what lies between two positions, both excluded.
 *
 * @param ascending oldest first; that is how who asks with {@code after_seq} reads on
 */
record InboxQuery(
        boolean unread,
        Optional<String> type,
        Optional<Priority> priority,
        long after,
        long before,
        boolean ascending,
        int limit) {
    static final int MAX_LIMIT = 500;
    private static final int DEFAULT_LIMIT = 50;

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    static InboxQuery of(
            @Nullable String unread,
            @Nullable String type,
            @Nullable String priority,
            @Nullable String afterSeq,
            @Nullable String limit,
            @Nullable String cursor) {
        boolean ascending = afterSeq != null;
        long after = afterSeq == null ? 0 : number("after_seq", afterSeq, 0, Long.MAX_VALUE);
        long before = Long.MAX_VALUE;
        if (cursor != null) {
            long at = number("cursor", cursor, 0, Long.MAX_VALUE);
            after = ascending ? Math.max(after, at) : after;
            before = ascending ? before : at;
        }
        return new InboxQuery(
                flag(unread),
                Optional.ofNullable(type),
                Optional.ofNullable(priority).map(InboxQuery::priority),
                after,
                before,
                ascending,
                limit == null ? DEFAULT_LIMIT : (int) number("limit", limit, 1, MAX_LIMIT));
    }

    /**
     * The last one that is meant; absent: whatever is the last.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    static long upToSeq(@Nullable String text) {
        return text == null ? Long.MAX_VALUE : number("up_to_seq", text, 0, Long.MAX_VALUE);
    }

    private static boolean flag(@Nullable String text) {
        return switch (text) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid("unread", "must be true or false");
        };
    }

    private static Priority priority(String text) {
        return Arrays.stream(Priority.values())
                .filter(priority -> priority.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> invalid("priority", "must be low, normal, high or critical"));
    }

    private static long number(String field, String text, long min, long max) {
        String expected =
                "must be a whole number of at least " + min + (max == Long.MAX_VALUE ? "" : " and at most " + max);
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(field, expected);
        }
        throw invalid(field, expected);
    }

    private static FlorinException invalid(String field, String message) {
        return new FlorinException(
                ProblemType.INVALID_REQUEST,
                "The parameter '" + field + "' " + message + ".",
                List.of(new FieldError(field, message)));
    }
}
