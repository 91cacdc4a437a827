package dev.florin.notification.feed;

import dev.florin.common.database.DatabaseException;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Makes good for what is passing and was said while this node did not hear the others: it is not kept, so how things
 * stand is said again, to the users who were connected. Some at a time, and again after a pause if the database failed.
 */
@Singleton
public class RecapService {
    private static final Logger LOG = Logger.getLogger(RecapService.class);
    private static final int BATCH = 500;
    private static final Duration GATHER = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<Recap> recaps;
    /** In the order in which they came, each once. */
    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();

    private final Set<String> queued = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    RecapService(Neighbours neighbours, @All List<Recap> recaps) {
        this.recaps = recaps;
        neighbours.onGap(this::missed);
    }

    private void missed(Collection<String> users) {
        for (String user : users) {
            if (queued.add(user)) {
                queue.add(user);
            }
        }
    }

    void start(@Observes StartupEvent event) {
        running = true;
        Thread.ofVirtual().name("feed-recap").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        running = false;
    }

    private void run() {
        try {
            while (running) {
                String first = queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                // Nodes come back one after the other, and each of them is a reason: one recap is enough for several.
                Thread.sleep(GATHER);
                List<String> users = new ArrayList<>(List.of(first));
                queue.drainTo(users, BATCH - 1);
                // Before they are looked at: who misses something from now on comes again.
                users.forEach(queued::remove);
                recap(users);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void recap(List<String> users) throws InterruptedException {
        for (Recap recap : recaps) {
            recap(recap, users);
        }
    }

    private void recap(Recap recap, List<String> users) throws InterruptedException {
        try {
            recap.recap(users);
        } catch (DatabaseException e) {
            LOG.warnf("Users are told later how things stand: Users=%d: %s", users.size(), e.getMessage());
            missed(users);
            Thread.sleep(PAUSE);
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Users are not told how things stand: Users=%d", users.size());
        }
    }
}
