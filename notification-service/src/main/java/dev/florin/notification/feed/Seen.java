package dev.florin.notification.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * How far users have got, collected until somebody writes it down: one write for a broadcast to thousands, instead of
 * one each. What a crash loses here is shown again, never withheld.
 */
public final class Seen {
    /** Whoever reads the database may have begun before a position was written there, and come to use it after. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final ConcurrentHashMap<String, Position> positions = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Shown> lately = new ConcurrentHashMap<>();
    private final Clock clock;

    Seen(Clock clock) {
        this.clock = clock;
    }

    private record Shown(long announced, Instant at) {
        Shown and(Shown later) {
            return new Shown(Math.max(announced, later.announced), later.at);
        }
    }

    /**
     * How far a user has got.
     *
     * @param announced {@link Standing#NEVER} where nothing is new
     * @param acked what is newly acknowledged, with holes between them
     */
    public record Position(long announced, List<Acked> acked) {
        public Position {
            acked = List.copyOf(acked);
        }

        Position and(Position other) {
            return new Position(Math.max(announced, other.announced), joined(acked, other.acked));
        }

        private static List<Acked> joined(List<Acked> some, List<Acked> others) {
            List<Acked> sorted = Stream.concat(some.stream(), others.stream())
                    .sorted(Comparator.comparingLong(Acked::after))
                    .toList();
            List<Acked> joined = new ArrayList<>();
            for (Acked next : sorted) {
                boolean continues = !joined.isEmpty() && next.after <= joined.getLast().upTo;
                joined.add(continues ? joined.removeLast().and(next) : next);
            }
            return joined;
        }
    }

    /** Everything after {@code after}, up to and including {@code upTo}, was acknowledged, the last of it then. */
    public record Acked(long after, long upTo, Instant at) {
        private Acked and(Acked other) {
            return new Acked(
                    Math.min(after, other.after), Math.max(upTo, other.upTo), at.isAfter(other.at) ? at : other.at);
        }
    }

    void announced(String userId, long pos) {
        lately.merge(userId, new Shown(pos, clock.instant()), Shown::and);
        positions.merge(userId, new Position(pos, List.of()), Position::and);
    }

    void acknowledged(String userId, List<Acked> acked) {
        positions.merge(userId, new Position(Standing.NEVER, acked), Position::and);
    }

    /** After which announcement to go on with a user who was here lately, as may not be read from the database yet. */
    OptionalLong lately(String userId) {
        Shown shown = lately.get(userId);
        return shown == null ? OptionalLong.empty() : OptionalLong.of(shown.announced());
    }

    /** Hands over what has come together, at most so many users of it. */
    public Map<String, Position> take(int max) {
        Instant oldest = clock.instant().minus(REMEMBERED);
        lately.entrySet()
                .removeIf(shown -> shown.getValue().at().isBefore(oldest) && !positions.containsKey(shown.getKey()));
        Map<String, Position> taken = new ConcurrentHashMap<>();
        for (String user : positions.keySet()) {
            if (taken.size() == max) {
                break;
            }
            Position position = positions.remove(user);
            if (position != null) {
                taken.put(user, position);
            }
        }
        return taken;
    }

    /** Takes back what could not be written. */
    public void putBack(Map<String, Position> untold) {
        untold.forEach((user, position) -> positions.merge(user, position, Position::and));
    }
}
