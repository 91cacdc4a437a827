package dev.florin.notification.dialect;

import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.topic.Access;
import dev.florin.notification.topic.TopicService;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets users follow their own escrows. One of others and one that does not exist are refused in the same words. */
final class EscrowDesk implements Desk {
    private final TopicService topics;
    private final int maxSubscriptions;

    EscrowDesk(TopicService topics, int maxSubscriptions) {
        this.topics = topics;
        this.maxSubscriptions = maxSubscriptions;
    }

    @Override
    public CompletionStage<Reply> answer(FeedSession session, Command.Ask ask) {
        if (!(ask instanceof EscrowDialect.Follow(String topic))) {
            return Desk.super.answer(session, ask);
        }
        Set<String> followed = session.filter().types();
        if (followed.size() >= maxSubscriptions && !followed.contains(topic)) {
            return CompletableFuture.completedFuture(new Reply.Obey(new Command.Unknown(
                    "too-many-subscriptions", "A connection can follow " + maxSubscriptions + " escrows.")));
        }
        return topics.access(session.userId(), topic).thenApply(access -> reply(access, topic));
    }

    private static Reply reply(Access access, String topic) {
        return switch (access) {
            case GRANTED -> new Reply.Obey(new Command.Subscribe(Set.of(topic)));
            case DENIED -> new Reply.Obey(new Command.Unknown("forbidden", "You have no such escrow."));
            case UNKNOWN ->
                new Reply.Tell(new Signal.Failure(
                        "escrow-unavailable", "It cannot be told at the moment whether this escrow is yours."));
        };
    }
}
