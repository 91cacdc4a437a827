package dev.florin.notification.dialect;

import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.TypeFilter;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a client asks for in the query of its request. */
final class Wishes {
    private static final Pattern SEQ_AND_EPOCH = Pattern.compile("([0-9]+)-([0-9]+)");

    private Wishes() {}

    /**
     * @param types names of types, joined by commas
     * @param since the last seq that the client has
     * @param epoch the history that it belongs to
     */
    static FeedSession.Wish of(@Nullable String types, @Nullable String since, @Nullable String epoch) {
        return new FeedSession.Wish(filter(types), position(since), position(epoch));
    }

    /**
     * @param id of the last event that the client has: a seq and its epoch, or a seq alone
     * @param epoch the history that a seq alone belongs to
     */
    static FeedSession.Wish afterEvent(@Nullable String types, @Nullable String id, @Nullable String epoch) {
        Matcher both = SEQ_AND_EPOCH.matcher(id == null ? "" : id);
        return both.matches() ? of(types, both.group(1), both.group(2)) : of(types, id, epoch);
    }

    /** What is not the name of a type filters nothing out and nothing in. */
    private static TypeFilter filter(@Nullable String types) {
        if (types == null || types.isBlank()) {
            return TypeFilter.ALL;
        }
        Set<String> names = Arrays.stream(types.split(",", -1))
                .map(String::trim)
                .filter(CommandJson::isTypeName)
                .limit(TypeFilter.MAX_TYPES)
                .collect(Collectors.toSet());
        return TypeFilter.only(names);
    }

    /** A position that cannot be read is one that we do not know: the client is told to start over. */
    private static OptionalLong position(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.max(0, Long.parseLong(text)));
        } catch (NumberFormatException e) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }
}
