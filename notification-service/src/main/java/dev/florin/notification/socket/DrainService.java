package dev.florin.notification.socket;

import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Sends the clients away before the node goes: in batches spread over a bounded time, each with the window in which to
 * come back, so that the other nodes are not overrun. The framework waits for this observer before it closes anything.
 */
@Singleton
public class DrainService {
    private static final Logger LOG = Logger.getLogger(DrainService.class);
    private static final int BATCHES = 50;
    private static final int MIN_BATCH = 50;

    private final Feed feed;
    private final UpgradeService upgrades;
    private final SocketConfig config;

    DrainService(Feed feed, UpgradeService upgrades, SocketConfig config) {
        this.feed = feed;
        this.upgrades = upgrades;
        this.config = config;
    }

    /** Whether this node lets nobody in any more. */
    public boolean isDraining() {
        return upgrades.isClosed();
    }

    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        upgrades.close();
        List<FeedSession> sessions = feed.sessions();
        Collections.shuffle(sessions);
        LOG.infof("Draining: Connections=%d", sessions.size());
        String reason = "{\"reason\":\"shutdown\",\"reconnect_within_ms\":%d}"
                .formatted(config.reconnectWindow().toMillis());
        int batch = Math.max(MIN_BATCH, sessions.size() / BATCHES + 1);
        Duration pause = config.drainTime().dividedBy(2L * BATCHES);
        for (int from = 0; from < sessions.size(); from += batch) {
            sessions.subList(from, Math.min(sessions.size(), from + batch))
                    .forEach(session -> feed.close(session, CloseCode.SHUTDOWN, reason));
            LockSupport.parkNanos(pause.toNanos());
        }
        awaitGoodbyes(config.drainTime().dividedBy(2), pause);
        LOG.infof("Drained: Connections left=%d", feed.connections());
    }

    private void awaitGoodbyes(Duration bound, Duration step) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (feed.connections() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(step.toNanos());
        }
    }
}
