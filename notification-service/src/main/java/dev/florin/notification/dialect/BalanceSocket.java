package dev.florin.notification.dialect;

import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.socket.Door;
import dev.florin.notification.socket.UpgradeService;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code /ws/balance?token=}. */
@ApplicationScoped
public class BalanceSocket {
    private final UpgradeService upgrades;
    private final Door door;

    BalanceSocket(UpgradeService upgrades, BalanceDialect dialect) {
        this.upgrades = upgrades;
        this.door = Door.of(dialect);
    }

    void mount(@Observes Router router) {
        router.get("/ws/balance").handler(context -> upgrades.open(context, door, null, FeedSession.Wish.EVERYTHING));
    }
}
