package dev.florin.notification.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients were sent of their streams, collected until somebody writes it down: a row for each run without a hole,
 * not for each frame. What a crash loses here is then not known to have been sent; nothing is claimed that was not.
 */
public final class Passages {
    private final Map<Run, Long> runs = new LinkedHashMap<>();

    private record Run(String userId, long after, Instant since) {}

    /**
     * One connection was sent everything after {@code after}, up to and including {@code upTo}.
     *
     * @param since when it was sent the first of them; each later one when it was committed, if that is later
     */
    public record Passage(String userId, long after, Instant since, long upTo) {}

    synchronized void passed(Passage passage) {
        runs.merge(new Run(passage.userId(), passage.after(), passage.since()), passage.upTo(), Math::max);
    }

    /** Hands over what has come together, at most so many. */
    public synchronized List<Passage> take(int max) {
        List<Passage> taken = new ArrayList<>();
        Iterator<Map.Entry<Run, Long>> rest = runs.entrySet().iterator();
        while (rest.hasNext() && taken.size() < max) {
            Map.Entry<Run, Long> next = rest.next();
            Run run = next.getKey();
            taken.add(new Passage(run.userId(), run.after(), run.since(), next.getValue()));
            rest.remove();
        }
        return taken;
    }

    /** Takes back what could not be written. */
    public void putBack(Collection<Passage> unwritten) {
        unwritten.forEach(this::passed);
    }
}
