package dev.florin.notification.feed;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far users have got, collected until somebody writes it down: one write for a broadcast to thousands, instead of
 * one each. What a crash loses here is shown again, never withheld.
 */
public final class Seen {
    private final ConcurrentHashMap<String, Position> positions = new ConcurrentHashMap<>();
    private final Clock clock;

    Seen(Clock clock) {
        this.clock = clock;
    }

    /**
     * 0 where nothing is new.
     *
     * @param ackedAt when it was acknowledged that far; the epoch where nothing was
     */
    public record Position(long announced, long acked, Instant ackedAt) {
        Position and(Position other) {
            Position further = acked >= other.acked ? this : other;
            return new Position(Math.max(announced, other.announced), further.acked, further.ackedAt);
        }
    }

    void announced(String userId, long pos) {
        positions.merge(userId, new Position(pos, 0, Instant.EPOCH), Position::and);
    }

    void acknowledged(String userId, long seq) {
        positions.merge(userId, new Position(0, seq, clock.instant()), Position::and);
    }

    /** The last announcement that a user was shown, where that is not handed over yet. */
    OptionalLong unwritten(String userId) {
        Position position = positions.get(userId);
        return position == null || position.announced() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(position.announced());
    }

    /** Hands over what has come together, at most so many users of it. */
    public Map<String, Position> take(int max) {
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
