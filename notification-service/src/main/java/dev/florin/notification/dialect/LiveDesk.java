package dev.florin.notification.dialect;

import dev.florin.notification.dashboard.DashboardService;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Notice;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Seats a connection at its user's dashboard. */
final class LiveDesk implements Desk {
    private final DashboardService dashboards;

    LiveDesk(DashboardService dashboards) {
        this.dashboards = dashboards;
    }

    @Override
    public void opened(FeedSession session) {
        dashboards.join(session);
    }

    @Override
    public void noticed(FeedSession session, Notice notice) {
        dashboards.changed(session.userId());
    }

    @Override
    public void closed(FeedSession session) {
        dashboards.leave(session);
    }

    @Override
    public CompletionStage<Reply> answer(FeedSession session, Command.Ask ask) {
        return switch (ask) {
            case LiveDialect.Request(var part) -> reply(dashboards.part(session.userId(), part));
            case LiveDialect.AutoCategorise() -> reply(dashboards.categorise(session.userId()));
            default -> Desk.super.answer(session, ask);
        };
    }

    private static CompletionStage<Reply> reply(CompletableFuture<String> text) {
        return text.<Reply>thenApply(message -> new Reply.Say(Frame.text(message)))
                .exceptionally(_ -> new Reply.Tell(DashboardService.UNAVAILABLE));
    }
}
