package dev.florin.notification.feed;

import java.time.Instant;

/** What the server itself has to say on a connection, apart from events. */
public sealed interface Signal {
    /**
     * The connection is ready; everything after {@code seq} follows.
     *
     * @param seq where the stream goes on from
     * @param epoch the history that {@code seq} belongs to
     */
    record Connected(String userId, long seq, long epoch, Instant at) implements Signal {}

    /** The answer to a ping. */
    record Pong(Instant at) implements Signal {}

    /** The filter in force after a change. */
    record Filtered(TypeFilter filter, Instant at) implements Signal {}

    /** The connection now lives until the new token ends. */
    record Refreshed(Instant expiresAt, Instant at) implements Signal {}

    /**
     * What was missed cannot be told in full: fetch the state anew; the stream goes on after {@code seq}.
     *
     * @param reason {@code history-cut}, {@code unknown-position} or {@code epoch-changed}
     */
    record Resync(String reason, long seq, long epoch, Instant at) implements Signal {}

    /** A command was refused; the connection stays. */
    record Failure(String code, String message) implements Signal {}
}
