package dev.florin.notification.feed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What stands behind a dialect besides its users' streams: answers what only that dialect's clients ask for. One desk
 * serves all connections of its dialect; its methods are called on the event loop of the connection they are about, and
 * must not block.
 *
 * <p>Seam: each dialect with commands of its own has one.
 */
public interface Desk {
    /** For dialects without any. */
    Desk NONE = new Desk() {};

    /** What comes of an {@link Command.Ask}. */
    sealed interface Reply {
        /** Goes on as if the client had said this. */
        record Obey(Command command) implements Reply {}

        /** The server has something to say about it; nobody is to blame. */
        record Tell(Signal signal) implements Reply {}

        /** The answer itself. */
        record Say(Frame frame) implements Reply {}
    }

    default void opened(FeedSession session) {}

    /** A notice has come that passes the connection's filter, whether or not the dialect has words for it. */
    default void noticed(FeedSession session, Notice notice) {}

    default void closed(FeedSession session) {}

    /**
     * Completes from any thread, within a bounded time: what the client says meanwhile waits behind it, so that
     * commands take effect in the order in which they were sent.
     */
    default CompletionStage<Reply> answer(FeedSession session, Command.Ask ask) {
        return CompletableFuture.failedFuture(new IllegalStateException("nobody answers " + ask));
    }
}
