package dev.florin.wallet.alert;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The newest entries of a user, as far as they have been told.
 *
 * @param times of the last few, oldest first
 * @param newest the last of them, in any wallet
 */
record RecentEntries(List<Instant> times, UserEntry newest) {
    RecentEntries {
        times = List.copyOf(times);
    }

    /** @param entries in their order, at least one */
    static RecentEntries of(List<UserEntry> entries, int remembered) {
        return new RecentEntries(last(entries.stream().map(UserEntry::at).toList(), remembered), entries.getLast());
    }

    RecentEntries then(UserEntry next, int remembered) {
        return new RecentEntries(
                last(Stream.concat(times.stream(), Stream.of(next.at())).toList(), remembered), next);
    }

    private static <T> List<T> last(List<T> all, int count) {
        return all.subList(Math.max(0, all.size() - count), all.size());
    }
}
