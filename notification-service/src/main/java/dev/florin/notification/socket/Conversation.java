package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.rate.RateLimit;
import dev.florin.common.security.Caller;
import dev.florin.common.security.TokenVerifier;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one client says, and what comes of it. What is refused is answered and the connection stays; a client that does
 * not stop is shown out.
 */
final class Conversation {
    private static final Logger LOG = Logger.getLogger(Conversation.class);
    private static final int FORGIVEN_AFTER_S = 10;

    private final FeedSession session;
    private final Desk desk;
    private final Terms terms;
    private final RateLimit messages;
    private final Supplier<SharedRate> userMessages;
    private final RateLimit strikes;
    /** What was said while the desk was looking something up; the rate limits and the desk's time bound it. */
    private final Queue<Command> waiting = new ArrayDeque<>();

    private boolean asking;

    /** What all conversations share. */
    record Terms(
            TokenVerifier verifier,
            Duration tokenGrace,
            FeedMeters meters,
            Clock clock,
            int messagesPerSecond,
            int messageBurst,
            int maxStrikes) {}

    /** @param userMessages asked for each message: a connection outlives what is remembered of its user */
    Conversation(FeedSession session, Desk desk, Terms terms, Supplier<SharedRate> userMessages) {
        this.session = session;
        this.desk = desk;
        this.terms = terms;
        this.userMessages = userMessages;
        this.messages = new RateLimit(terms.messagesPerSecond(), terms.messageBurst());
        this.strikes = RateLimit.oneEvery(FORGIVEN_AFTER_S, terms.maxStrikes());
    }

    /** A whole text message. */
    void said(String text) {
        if (isHeard()) {
            waiting.add(session.dialect().command(text));
            obeyInOrder();
        }
    }

    /** A whole message of bytes. */
    void said(byte[] message) {
        if (isHeard()) {
            obey(session.dialect().command(message));
        }
    }

    boolean takesBinary() {
        return session.dialect().takesBinary();
    }

    /** A ping of the protocol itself. */
    void pinged(byte[] payload) {
        if (isHeard()) {
            session.send(Frame.pong(payload));
        }
    }

    /** The answer to a ping of ours, or one that nobody asked for. */
    void ponged() {
        session.answered();
    }

    /** The client says goodbye, first or in answer to ours: it has read on to here. */
    void goodbye() {
        session.received();
    }

    void writable() {
        session.writable();
    }

    void close(CloseCode code) {
        session.close(code, code.reason());
    }

    void ended() {
        session.closed();
    }

    private boolean isHeard() {
        session.heard();
        terms.meters().received(session.dialect());
        long now = terms.clock().millis();
        if (messages.take(1, now) && userMessages.get().take(1, now)) {
            return true;
        }
        refuse("rate-limited", "Too many messages; slow down.", CloseCode.RATE_LIMITED);
        return false;
    }

    private void obeyInOrder() {
        while (!asking && !session.isClosed() && !waiting.isEmpty()) {
            obey(waiting.remove());
        }
    }

    private void obey(Command command) {
        switch (command) {
            case Command.Subscribe(var types) -> filter(session.filter().with(types));
            case Command.Unsubscribe(var types) -> filter(session.filter().without(types));
            // Who has the answer misses nothing from then on; some dialects have no greeting that would say so.
            case Command.Ping _ ->
                session.sendOnceOpen(new Signal.Pong(terms.clock().instant()));
            case Command.Ack(long seq) -> {
                if (!session.acknowledge(seq)) {
                    refuse("invalid-seq", "Nothing with this seq was sent here.", CloseCode.BAD_PROTOCOL);
                }
            }
            case Command.Resume(long since, var epoch) -> session.resume(since, epoch);
            case Command.Refresh(String token) -> refresh(token);
            case Command.Reply(Frame frame) -> session.send(frame);
            case Command.KeepAlive _ -> {}
            case Command.Ask ask -> ask(ask);
            case Command.Unknown(String code, String message) -> refuse(code, message, CloseCode.BAD_PROTOCOL);
        }
    }

    private void ask(Command.Ask ask) {
        asking = true;
        CompletableFuture.completedStage(ask)
                .thenCompose(asked -> desk.answer(session, asked))
                .whenComplete((reply, failure) -> session.execute(() -> {
                    asking = false;
                    answered(reply, failure);
                    obeyInOrder();
                }));
    }

    private void answered(Desk.@Nullable Reply reply, @Nullable Throwable failure) {
        switch (reply) {
            case Desk.Reply.Obey(Command command) -> obey(command);
            case Desk.Reply.Tell(Signal signal) -> session.send(signal);
            case Desk.Reply.Say(Frame frame) -> session.send(frame);
            case null -> {
                LOG.errorf(
                        failure,
                        "A command could not be answered: Dialect=%s",
                        session.dialect().name());
                session.send(new Signal.Failure("internal", "This could not be done; try again."));
            }
        }
    }

    private void filter(TypeFilter wanted) {
        if (wanted.types().size() > TypeFilter.MAX_TYPES) {
            refuse(
                    "too-many-types",
                    "A connection can name " + TypeFilter.MAX_TYPES + " types.",
                    CloseCode.BAD_PROTOCOL);
            return;
        }
        session.filter(wanted);
        session.send(new Signal.Filtered(wanted, terms.clock().instant()));
    }

    private void refresh(String token) {
        try {
            Caller caller = terms.verifier().verify(token);
            if (caller.id().equals(session.userId()) && caller.roles().contains(Caller.USER)) {
                session.prolong(caller.issuedAt(), caller.expiresAt().plus(terms.tokenGrace()));
                session.send(
                        new Signal.Refreshed(caller.expiresAt(), terms.clock().instant()));
            } else {
                refuse("forbidden", "The token belongs to somebody else.", CloseCode.FORBIDDEN);
            }
        } catch (FlorinException e) {
            refuse(e.type().code(), e.detail(), CloseCode.INVALID_TOKEN);
        }
    }

    private void refuse(String code, String message, CloseCode ifRepeated) {
        if (strikes.take(1, terms.clock().millis())) {
            session.send(new Signal.Failure(code, message));
        } else {
            close(ifRepeated);
        }
    }
}
