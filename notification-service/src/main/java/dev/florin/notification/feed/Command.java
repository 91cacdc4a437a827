package dev.florin.notification.feed;

import java.util.OptionalLong;
import java.util.Set;

/** What a client may ask for, whatever its dialect calls it. */
public sealed interface Command {
    record Subscribe(Set<String> types) implements Command {}

    record Unsubscribe(Set<String> types) implements Command {}

    record Ping() implements Command {}

    /** Everything up to and including {@code seq} has been taken in. */
    record Ack(long seq) implements Command {}

    /**
     * Start over after {@code since}.
     *
     * @param epoch the history that {@code since} belongs to, if the client kept it
     */
    record Resume(long since, OptionalLong epoch) implements Command {}

    /** Live longer, by another token of the same user. */
    record Refresh(String token) implements Command {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "Refresh";
        }
    }

    /** A sign of life with no meaning of its own. */
    record KeepAlive() implements Command {}

    /** Something that the protocol itself answers, without asking anyone. */
    record Reply(Frame frame) implements Command {}

    /** Something that only one dialect knows; its {@link Desk} answers. */
    non-sealed interface Ask extends Command {}

    /** Not a command of this dialect. */
    record Unknown(String code, String message) implements Command {}
}
