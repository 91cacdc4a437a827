package dev.florin.notification.dashboard;

import dev.florin.notification.dashboard.BoardFrames.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The dashboards that are open on this node, one set of figures per user however many of the user's connections look at
 * it. Decides whose figures have to be asked for and what is shown to whom; asks and shows nothing itself.
 *
 * <p>Figures are asked for when they have changed, when an hour begins (and with it perhaps a day and a month, in UTC),
 * and when they are old. Safe for several threads.
 *
 * @param <V> somebody who looks
 */
final class Boards<V> {
    private final Duration periodic;
    private final Duration maxAge;
    private final SequencedMap<String, Board<V>> boards = new LinkedHashMap<>();

    /** What is to be shown, and to whom. */
    record Show<V>(List<V> viewers, Message message) {}

    /** What is to be shown. */
    sealed interface Message {
        /** @param key a newer text with the same key makes this one needless */
        record Text(String text, String key) implements Message {}

        /** There are no new figures at the moment. */
        record Unavailable() implements Message {}
    }

    /** One user's. */
    private static final class Board<V> {
        final List<V> viewers = new ArrayList<>();
        final CompletableFuture<Figures> first = new CompletableFuture<>();

        @Nullable
        Figures figures;

        boolean stale = true;
        boolean asking;
        boolean unavailable;
        Instant nextTick;

        Board(Instant nextTick) {
            this.nextTick = nextTick;
        }

        boolean isCurrent() {
            return !stale && !asking && !unavailable;
        }
    }

    Boards(Duration periodic, Duration maxAge) {
        this.periodic = periodic;
        this.maxAge = maxAge;
    }

    /** @return what the newcomer is shown at once */
    synchronized List<Show<V>> join(String user, V viewer, Instant now) {
        Board<V> board = boards.computeIfAbsent(user, _ -> new Board<>(now.plus(periodic)));
        board.viewers.add(viewer);
        List<V> newcomer = List.of(viewer);
        List<Show<V>> shows = new ArrayList<>();
        if (board.figures != null) {
            shows.add(new Show<>(newcomer, text(Part.DASHBOARD, board, board.figures, now)));
        }
        if (board.unavailable) {
            shows.add(new Show<>(newcomer, new Message.Unavailable()));
        }
        return shows;
    }

    synchronized void leave(String user, V viewer) {
        Board<V> board = boards.get(user);
        if (board != null && board.viewers.remove(viewer) && board.viewers.isEmpty()) {
            boards.remove(user);
        }
    }

    /** Money of this user has moved, or something else has changed the figures. */
    synchronized void changed(String user) {
        Board<V> board = boards.get(user);
        if (board != null) {
            board.stale = true;
        }
    }

    /**
     * Whose figures are to be asked for now, at most so many; each is answered by {@link #learn} or {@link #fail}.
     *
     * @param asked whose turn in this round was; what has changed since then is for the next one
     */
    synchronized List<String> due(int max, Instant now, Set<String> asked) {
        List<String> due = new ArrayList<>();
        for (var entry : boards.entrySet()) {
            Board<V> board = entry.getValue();
            boolean isDue = !board.asking && (board.stale || isOutdated(board.figures, now));
            if (isDue && due.size() < max && !asked.contains(entry.getKey())) {
                board.asking = true;
                board.stale = false;
                due.add(entry.getKey());
            }
        }
        return due;
    }

    private boolean isOutdated(@Nullable Figures figures, Instant now) {
        return figures == null
                || !figures.at().truncatedTo(ChronoUnit.HOURS).equals(now.truncatedTo(ChronoUnit.HOURS))
                || !figures.at().plus(maxAge).isAfter(now);
    }

    /** The figures that were asked for; shown if they are others than before. */
    synchronized List<Show<V>> learn(Collection<Figures> learned, Instant now) {
        List<Show<V>> shows = new ArrayList<>();
        for (Figures figures : learned) {
            Board<V> board = boards.get(figures.userId());
            if (board != null) {
                Figures before = board.figures;
                boolean wasUnavailable = board.unavailable;
                board.figures = figures;
                board.asking = false;
                board.unavailable = false;
                board.first.complete(figures);
                List<V> viewers = List.copyOf(board.viewers);
                if (wasUnavailable || before == null || !before.dashboard().equals(figures.dashboard())) {
                    shows.add(new Show<>(viewers, text(Part.DASHBOARD, board, figures, now)));
                }
                if (before != null && !before.pending().equals(figures.pending())) {
                    shows.add(new Show<>(viewers, text(Part.PENDING, board, figures, now)));
                }
            }
        }
        return shows;
    }

    /**
     * Nobody could be asked: these are due again, after all others, for the answer may fail because of one of them; and
     * everybody who waits for figures is told, once.
     */
    synchronized List<Show<V>> fail(Collection<String> asked) {
        due(asked);
        List<Show<V>> shows = unavailable(boards.values());
        putLast(asked);
        return shows;
    }

    /** The answer had nothing of these: as {@link #fail}, but that nobody else is told. */
    synchronized List<Show<V>> leftOut(Collection<String> asked) {
        List<Show<V>> shows = unavailable(due(asked));
        putLast(asked);
        return shows;
    }

    private List<Board<V>> due(Collection<String> asked) {
        List<Board<V>> again = asked.stream()
                .map(boards::get)
                .filter(board -> board != null && board.asking)
                .toList();
        again.forEach(board -> {
            board.asking = false;
            board.stale = true;
        });
        return again;
    }

    private void putLast(Collection<String> asked) {
        for (String user : asked) {
            Board<V> board = boards.get(user);
            if (board != null) {
                boards.putLast(user, board);
            }
        }
    }

    private static <V> List<Show<V>> unavailable(Collection<Board<V>> some) {
        List<Show<V>> shows = new ArrayList<>();
        for (Board<V> board : some) {
            if (board.stale && !board.unavailable) {
                board.unavailable = true;
                shows.add(new Show<>(List.copyOf(board.viewers), new Message.Unavailable()));
            }
        }
        return shows;
    }

    /** How things stand, for those who have not heard of it for a while. */
    synchronized List<Show<V>> tick(Instant now) {
        List<Show<V>> shows = new ArrayList<>();
        for (Board<V> board : boards.values()) {
            if (board.figures != null && !board.nextTick.isAfter(now)) {
                board.nextTick = after(now, board.nextTick);
                List<V> viewers = List.copyOf(board.viewers);
                shows.add(new Show<>(viewers, text(Part.DASHBOARD, board, board.figures, now)));
                shows.add(new Show<>(
                        viewers,
                        new Message.Text(
                                BoardFrames.periodic(board.figures, at(board, board.figures, now)),
                                "periodic_update")));
            }
        }
        return shows;
    }

    /** The periods go on as they began: counted from a tick, each would be longer by what it came too late. */
    private Instant after(Instant now, Instant due) {
        long over = Duration.between(due, now).dividedBy(periodic);
        return due.plus(periodic.multipliedBy(over + 1));
    }

    /** What is known of this user, with the time when it was right; completes when something is. */
    synchronized CompletableFuture<String> part(String user, Part part, Instant now) {
        Board<V> board = boards.get(user);
        if (board == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("nobody looks"));
        }
        if (board.figures != null) {
            return CompletableFuture.completedFuture(
                    BoardFrames.part(part, board.figures, at(board, board.figures, now)));
        }
        return board.first.thenApply(figures -> BoardFrames.part(part, figures, figures.at()));
    }

    private static <V> Message text(Part part, Board<V> board, Figures figures, Instant now) {
        return new Message.Text(BoardFrames.part(part, figures, at(board, figures, now)), part.type());
    }

    /** Figures that nothing has changed since are right now. */
    private static <V> Instant at(Board<V> board, Figures figures, Instant now) {
        return board.isCurrent() ? now : figures.at();
    }
}
