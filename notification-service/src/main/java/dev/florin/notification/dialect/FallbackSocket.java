package dev.florin.notification.dialect;

import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.socket.FallbackService;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/notifications/stream} and {@code /api/notifications/poll?after_seq=&wait=}: the notifications socket for
 * who cannot have one.
 */
@ApplicationScoped
public class FallbackSocket {
    private final FallbackService fallbacks;
    private final EventStreamDialect events;
    private final PollDialect polls;

    FallbackSocket(FallbackService fallbacks, EventStreamDialect events, PollDialect polls) {
        this.fallbacks = fallbacks;
        this.events = events;
        this.polls = polls;
    }

    void mount(@Observes Router router) {
        router.get("/api/notifications/stream").handler(this::stream);
        router.get("/api/notifications/poll").handler(this::poll);
    }

    private void stream(RoutingContext context) {
        HttpServerRequest request = context.request();
        String lastId = request.getHeader("Last-Event-ID");
        fallbacks.stream(
                context,
                events,
                Wishes.afterEvent(
                        request.getParam("query"),
                        lastId == null ? request.getParam("since") : lastId,
                        request.getParam("epoch")));
    }

    private void poll(RoutingContext context) {
        HttpServerRequest request = context.request();
        FeedSession.Wish wish =
                Wishes.of(request.getParam("query"), request.getParam("after_seq"), request.getParam("epoch"));
        fallbacks.poll(context, polls, wish, wait(request.getParam("wait")));
    }

    /** What is no number of seconds is longer than any poll may wait. */
    private static Duration wait(@Nullable String seconds) {
        if (seconds == null) {
            return Duration.ZERO;
        }
        return seconds.matches("[0-9]{1,4}")
                ? Duration.ofSeconds(Integer.parseInt(seconds))
                : Duration.ofSeconds(Integer.MAX_VALUE);
    }
}
