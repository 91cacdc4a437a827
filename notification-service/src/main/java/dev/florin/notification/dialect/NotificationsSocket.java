package dev.florin.notification.dialect;

import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.socket.UpgradeService;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * {@code /api/ws/notifications/{token}?query=type,type&since=seq&epoch=n}. The path ends before the token where the
 * client says in a better way who it is.
 */
@ApplicationScoped
public class NotificationsSocket {
    private static final String PATH = "/api/ws/notifications";

    private final UpgradeService upgrades;
    private final NotificationsDialect dialect;

    NotificationsSocket(UpgradeService upgrades, NotificationsDialect dialect) {
        this.upgrades = upgrades;
        this.dialect = dialect;
    }

    void mount(@Observes Router router) {
        router.get(PATH).handler(this::open);
        router.get(PATH + "/:token").handler(this::open);
    }

    private void open(RoutingContext context) {
        upgrades.open(context, dialect, context.pathParam("token"), wish(context));
    }

    private static FeedSession.Wish wish(RoutingContext context) {
        return Wishes.of(
                context.request().getParam("query"),
                context.request().getParam("since"),
                context.request().getParam("epoch"));
    }
}
