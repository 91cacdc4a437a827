package dev.florin.notification.feed;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which types of events a connection wants. It begins with all; the first subscription narrows it to what is named, and
 * each further one adds. Leaving types out of "all" excludes only them.
 *
 * <p>Where a dialect has its own {@linkplain Dialect#subject subjects}, those stand here in the place of types.
 *
 * <p>A filtered connection sees holes in {@code seq}: what it did not want still took its place.
 *
 * @param only whether {@code types} are the wanted ones; otherwise they are the unwanted
 */
public record TypeFilter(boolean only, Set<String> types) {
    /** How many types one connection may name; beyond that it has no filter but a burden. */
    public static final int MAX_TYPES = 64;

    public static final TypeFilter ALL = new TypeFilter(false, Set.of());

    public TypeFilter {
        types = Set.copyOf(types);
    }

    public static TypeFilter only(Set<String> types) {
        return new TypeFilter(true, types);
    }

    public boolean accepts(String type) {
        return types.contains(type) == only;
    }

    public TypeFilter with(Set<String> wanted) {
        if (only) {
            return only(union(wanted));
        }
        return types.isEmpty() ? only(wanted) : new TypeFilter(false, without(types, wanted));
    }

    public TypeFilter without(Set<String> unwanted) {
        return only ? only(without(types, unwanted)) : new TypeFilter(false, union(unwanted));
    }

    private Set<String> union(Set<String> more) {
        Set<String> all = new TreeSet<>(types);
        all.addAll(more);
        return all;
    }

    private static Set<String> without(Set<String> all, Set<String> less) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(less);
        return rest;
    }
}
