package dev.florin.notification.dialect;

import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.TypeFilter;
import dev.florin.notification.socket.UpgradeService;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.OptionalLong;

/** {@code /ws/balance?token=}. */
@ApplicationScoped
public class BalanceSocket {
    private static final FeedSession.Wish EVERYTHING =
            new FeedSession.Wish(TypeFilter.ALL, OptionalLong.empty(), OptionalLong.empty());

    private final UpgradeService upgrades;
    private final BalanceDialect dialect;

    BalanceSocket(UpgradeService upgrades, BalanceDialect dialect) {
        this.upgrades = upgrades;
        this.dialect = dialect;
    }

    void mount(@Observes Router router) {
        router.get("/ws/balance").handler(context -> upgrades.open(context, dialect, null, EVERYTHING));
    }
}
