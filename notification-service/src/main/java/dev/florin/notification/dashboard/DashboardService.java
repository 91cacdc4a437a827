package dev.florin.notification.dashboard;

import dev.florin.notification.dashboard.BoardFrames.Part;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Signal;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps the figures of who looks at a dashboard, and shows them. However many look and however often they ask, a user's
 * figures are asked for once per change, many users' in one request, in rounds of which there is at most one per
 * {@link DashboardConfig#refresh}.
 */
@Singleton
public class DashboardService {
    /** Told once, until the figures are back. */
    public static final Signal UNAVAILABLE =
            new Signal.Failure("figures-unavailable", "There are no new figures at the moment.");

    private static final Logger LOG = Logger.getLogger(DashboardService.class);

    private final FigureClient figures;
    private final DashboardConfig config;
    private final Clock clock;
    private final ExecutorService virtualThreads;
    private final Boards<FeedSession> boards;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Instant nextRound = Instant.EPOCH;

    DashboardService(
            FigureClient figures, DashboardConfig config, Clock clock, @VirtualThreads ExecutorService virtualThreads) {
        this.figures = figures;
        this.config = config;
        this.clock = clock;
        this.virtualThreads = virtualThreads;
        this.boards = new Boards<>(config.periodic(), config.maxAge());
    }

    /** Shows this connection its user's figures, from now on. */
    public void join(FeedSession session) {
        show(boards.join(session.userId(), session, clock.instant()));
        refreshSoon();
    }

    public void leave(FeedSession session) {
        boards.leave(session.userId(), session);
    }

    /** Money of this user has moved, or something else has changed the figures. */
    public void changed(String user) {
        boards.changed(user);
        refreshSoon();
    }

    /** The message that shows a part of what is known of this user; waits for the first figures, but not long. */
    public CompletableFuture<String> part(String user, Part part) {
        return boards.part(user, part, clock.instant())
                .copy()
                .orTimeout(config.timeout().plus(config.refresh()).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The message that says how many of this user's movements have a category now that had none. */
    public CompletableFuture<String> categorise(String user) {
        return figures.categorise(user).thenApply(categorised -> {
            changed(user);
            return BoardFrames.categorised(categorised, clock.instant());
        });
    }

    /** The first change after a quiet time is not made to wait. */
    private void refreshSoon() {
        if (!clock.instant().isBefore(nextRound)) {
            virtualThreads.execute(this::refresh);
        }
    }

    @Scheduled(every = "${florin.dashboard.refresh:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tick() {
        show(boards.tick(clock.instant()));
        refresh();
    }

    /** One round, in which each user is asked for once. Whoever comes or changes meanwhile is in the next one. */
    private void refresh() {
        if (clock.instant().isBefore(nextRound) || !asking.compareAndSet(false, true)) {
            return;
        }
        try {
            nextRound = clock.instant().plus(config.refresh());
            Set<String> asked = new HashSet<>();
            boolean answered = true;
            while (answered) {
                Instant now = clock.instant();
                List<String> due = boards.due(config.usersPerRequest(), now, asked);
                asked.addAll(due);
                answered = !due.isEmpty() && isAnswered(due, now);
            }
        } finally {
            asking.set(false);
        }
    }

    /** Who was left out of the answer is asked for in the next round, behind all others. */
    private boolean isAnswered(List<String> users, Instant now) {
        try {
            List<Figures> answer = figures.figures(users, now).join();
            show(boards.learn(answer, clock.instant()));
            List<String> missing = new ArrayList<>(users);
            missing.removeAll(answer.stream().map(Figures::userId).toList());
            show(boards.leftOut(missing));
            return missing.isEmpty();
        } catch (RuntimeException e) {
            // Whatever it was: they are due again in the next round, and are told.
            LOG.warnf("Figures cannot be had: Users=%d, %s", users.size(), e.getMessage());
            show(boards.fail(users));
            return false;
        }
    }

    private static void show(List<Boards.Show<FeedSession>> shows) {
        for (Boards.Show<FeedSession> show : shows) {
            switch (show.message()) {
                case Boards.Message.Text(String text, String key) -> {
                    Frame frame = Frame.latest(text, key);
                    show.viewers().forEach(session -> session.execute(() -> session.send(frame)));
                }
                case Boards.Message.Unavailable() ->
                    show.viewers().forEach(session -> session.execute(() -> session.send(UNAVAILABLE)));
            }
        }
    }
}
