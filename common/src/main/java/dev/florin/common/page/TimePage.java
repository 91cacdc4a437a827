package dev.florin.common.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list that is sorted by time.
 *
 * @param nextCursor where the next page begins; null on the last one
 */
public record TimePage<T>(List<T> items, @Nullable String nextCursor) {
    /**
     * @param found from the cursor on, one more than fit if there are so many
     * @param place of an item in the list
     */
    public static <T> TimePage<T> of(List<T> found, int limit, Function<T, TimeCursor> place) {
        boolean goesOn = found.size() > limit;
        List<T> items = goesOn ? found.subList(0, limit) : found;
        return new TimePage<>(items, goesOn ? place.apply(items.getLast()).text() : null);
    }

    /** The same page of what is shown of its items. */
    public <V> List<V> map(Function<T, V> view) {
        return items.stream().map(view).toList();
    }
}
