package dev.florin.notification.dialect;

import dev.florin.notification.chat.ChatPassingService;
import dev.florin.notification.chat.ChatService;
import dev.florin.notification.presence.PresenceService;
import dev.florin.notification.socket.Door;
import dev.florin.notification.socket.UpgradeService;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutorService;

/**
 * {@code /api/ws/notifications/{token}?query=type,type&since=seq&epoch=n}. The path ends before the token where the
 * client says in a better way who it is.
 */
@ApplicationScoped
public class NotificationsSocket {
    private static final String PATH = "/api/ws/notifications";

    private final UpgradeService upgrades;
    private final Door door;

    NotificationsSocket(
            UpgradeService upgrades,
            NotificationsDialect dialect,
            ChatService chat,
            ChatPassingService passing,
            PresenceService presence,
            @VirtualThreads ExecutorService virtualThreads) {
        this.upgrades = upgrades;
        this.door = Door.of(dialect, new PeopleDesk(chat, passing, presence, virtualThreads));
    }

    void mount(@Observes Router router) {
        router.get(PATH).handler(this::open);
        router.get(PATH + "/:token").handler(this::open);
    }

    private void open(RoutingContext context) {
        HttpServerRequest request = context.request();
        upgrades.open(
                context,
                door,
                context.pathParam("token"),
                Wishes.of(request.getParam("query"), request.getParam("since"), request.getParam("epoch")));
    }
}
