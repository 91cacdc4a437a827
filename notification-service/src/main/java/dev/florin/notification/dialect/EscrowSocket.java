package dev.florin.notification.dialect;

import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.TypeFilter;
import dev.florin.notification.socket.Door;
import dev.florin.notification.socket.UpgradeService;
import dev.florin.notification.topic.TopicConfig;
import dev.florin.notification.topic.TopicService;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code /api/v1/ws?token=}. A connection begins without any subscription; who was away subscribes again and then says
 * {@code resume}.
 */
@ApplicationScoped
public class EscrowSocket {
    private static final FeedSession.Wish NOTHING_YET =
            new FeedSession.Wish(TypeFilter.only(Set.of()), OptionalLong.empty(), OptionalLong.empty());

    private final UpgradeService upgrades;
    private final Door door;

    EscrowSocket(UpgradeService upgrades, EscrowDialect dialect, TopicService topics, TopicConfig config) {
        this.upgrades = upgrades;
        this.door = Door.of(dialect, new EscrowDesk(topics, config.subscriptions()));
    }

    void mount(@Observes Router router) {
        router.get("/api/v1/ws").handler(context -> upgrades.open(context, door, null, NOTHING_YET));
    }
}
