package dev.florin.notification.dialect;

import dev.florin.notification.chat.ChatPassingService;
import dev.florin.notification.chat.ChatService;
import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.TypeFilter;
import dev.florin.notification.presence.PresenceService;
import dev.florin.notification.socket.UpgradeService;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/ws/notifications/{token}?query=type,type&since=seq&epoch=n}. The path ends before the token where the
 * client says in a better way who it is.
 */
@ApplicationScoped
public class NotificationsSocket {
    private static final String PATH = "/api/ws/notifications";

    private final UpgradeService upgrades;
    private final NotificationsDialect dialect;
    private final Desk desk;

    NotificationsSocket(
            UpgradeService upgrades,
            NotificationsDialect dialect,
            ChatService chat,
            ChatPassingService passing,
            PresenceService presence,
            @VirtualThreads ExecutorService virtualThreads) {
        this.upgrades = upgrades;
        this.dialect = dialect;
        this.desk = new PeopleDesk(chat, passing, presence, virtualThreads);
    }

    void mount(@Observes Router router) {
        router.get(PATH).handler(this::open);
        router.get(PATH + "/:token").handler(this::open);
    }

    private void open(RoutingContext context) {
        FeedSession.Wish wish = wish(context, filter(context.request().getParam("query")));
        upgrades.open(context, dialect, desk, context.pathParam("token"), wish);
    }

    /** With the positions of the query, {@code since} and {@code epoch}. */
    static FeedSession.Wish wish(RoutingContext context, TypeFilter filter) {
        return new FeedSession.Wish(
                filter,
                position(context.request().getParam("since")),
                position(context.request().getParam("epoch")));
    }

    /** What is not the name of a type filters nothing out and nothing in. */
    private static TypeFilter filter(@Nullable String types) {
        if (types == null || types.isBlank()) {
            return TypeFilter.ALL;
        }
        Set<String> names = Arrays.stream(types.split(",", -1))
                .map(String::trim)
                .filter(CommandJson::isTypeName)
                .limit(TypeFilter.MAX_TYPES)
                .collect(Collectors.toSet());
        return TypeFilter.only(names);
    }

    /** A position that cannot be read is one that we do not know: the client is told to start over. */
    private static OptionalLong position(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.max(0, Long.parseLong(text)));
        } catch (NumberFormatException e) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }
}
