package dev.florin.notification.dialect;

import dev.florin.notification.dashboard.DashboardService;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.socket.Door;
import dev.florin.notification.socket.UpgradeService;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.OptionalLong;

/** {@code /ws/btpay/live/}, the figures, and {@code /ws/btpay/notify/?since=seq&epoch=n}, what happens. */
@ApplicationScoped
public class BtPaySocket {
    private static final FeedSession.Wish CHANGES =
            new FeedSession.Wish(LiveDialect.CHANGES, OptionalLong.empty(), OptionalLong.empty());

    private final UpgradeService upgrades;
    private final Door live;
    private final Door notify;

    BtPaySocket(UpgradeService upgrades, LiveDialect live, NotifyDialect notify, DashboardService dashboards) {
        this.upgrades = upgrades;
        this.live = Door.of(live, new LiveDesk(dashboards)).withCookie();
        this.notify = Door.of(notify).withCookie();
    }

    void mount(@Observes Router router) {
        router.get("/ws/btpay/live").handler(context -> upgrades.open(context, live, null, CHANGES));
        router.get("/ws/btpay/notify")
                .handler(context -> upgrades.open(
                        context,
                        notify,
                        null,
                        Wishes.of(
                                null,
                                context.request().getParam("since"),
                                context.request().getParam("epoch"))));
    }
}
