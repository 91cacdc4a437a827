package dev.florin.wallet.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When a user's transactions become rapid (seed 004, 3.1): with the first of which more than {@code usual} lie within
 * the window, up to and with it. Another entry, wherever it lies, only ever makes more of them rapid.
 */
record RapidRule(int usual, Duration window) {
    boolean isOff() {
        return usual == 0;
    }

    /** How many of the newest times {@link #isCrossedBy} has to know. */
    int needed() {
        return usual + 2;
    }

    /** Whether the last of these is the first that is rapid; oldest first. */
    boolean isCrossedBy(List<Instant> times) {
        return isRapid(times, times.size() - 1) && !isRapid(times, times.size() - 2);
    }

    /**
     * Those with which it begins of an entry and the next ones, in which it may count.
     *
     * @param entries of a user in their order, with {@link #needed} before the first one that is judged
     * @param first to be judged
     */
    List<UserEntry> crossings(List<UserEntry> entries, int first) {
        List<Instant> times = entries.stream().map(UserEntry::at).toList();
        return IntStream.range(first, Math.min(first + usual + 1, entries.size()))
                .filter(i -> isCrossedBy(times.subList(0, i + 1)))
                .mapToObj(entries::get)
                .toList();
    }

    private boolean isRapid(List<Instant> times, int at) {
        return at >= usual && times.get(at - usual).isAfter(times.get(at).minus(window));
    }
}
