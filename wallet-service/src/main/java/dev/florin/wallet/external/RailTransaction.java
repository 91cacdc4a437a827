package dev.florin.wallet.external;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A deposit or a withdrawal on its way, and what a rail's word does to it.
 *
 * @param id of a withdrawal: that of its hold, too
 * @param destination where a withdrawal goes, in the rail's words
 * @param hash the rail's own name for it
 * @param failure why and since when it has failed; may stand also after it proved final
 * @param attempt number of the transfer that will make it final
 * @param transfer the one that made it final
 * @param refund how a failed withdrawal was given back
 */
public record RailTransaction(
        UUID id,
        Kind kind,
        String owner,
        UUID wallet,
        Money amount,
        String rail,
        @Nullable String destination,
        State state,
        @Nullable String hash,
        @Nullable Failure failure,
        int attempt,
        @Nullable UUID transfer,
        Instant createdAt,
        @Nullable Refund refund) {
    /** The reason of a failure when the rail never said a word. */
    static final String LAPSED = "lapsed";

    /** The reason of a failure when the rail did not take it. */
    static final String REFUSED = "refused by the rail";

    /** After these the rail should not have anything to report. */
    private static final Set<String> GIVEN_UP = Set.of(LAPSED, REFUSED);

    /** Which way the money goes. */
    public enum Kind {
        DEPOSIT,
        WITHDRAWAL;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** Where it stands. */
    public enum State {
        /** The rail has not said anything. */
        INITIATED,
        PENDING,
        CONFIRMED,
        FAILED,
        FINALIZED,
        /** A failed withdrawal whose money is free again. */
        REFUNDED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** What a rail can report. */
    public enum Status {
        @JsonProperty("pending")
        PENDING(State.PENDING),
        @JsonProperty("confirmed")
        CONFIRMED(State.CONFIRMED),
        @JsonProperty("finalized")
        FINALIZED(State.FINALIZED),
        @JsonProperty("failed")
        FAILED(State.FAILED);

        private final State to;

        Status(State to) {
            this.to = to;
        }

        State to() {
            return to;
        }

        String wireName() {
            return to.wireName();
        }

        static Status ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** @param reason in the rail's words, or {@code lapsed} */
    public record Failure(String reason, Instant at) {}

    /** @param id the first name under which the money was asked back */
    public record Refund(String id, Instant at) {}

    /** What is done about a report. */
    public sealed interface Verdict {
        /** It takes the transaction on. */
        record Apply() implements Verdict {}

        /** It comes late: what it says is known, or has been overtaken. */
        record Ignore() implements Verdict {}

        /** It contradicts what was done: somebody has to look at it. */
        record Keep(String why) implements Verdict {}
    }

    /**
     * Reports may come in any order: a lower status after a higher one changes nothing. {@code finalized} is a proof
     * and beats {@code failed}, as long as the money has not been given back.
     */
    public Verdict verdict(Status said) {
        return switch (state) {
            case INITIATED -> new Verdict.Apply();
            case PENDING -> said == Status.PENDING ? new Verdict.Ignore() : new Verdict.Apply();
            case CONFIRMED ->
                switch (said) {
                    case PENDING, CONFIRMED -> new Verdict.Ignore();
                    case FINALIZED, FAILED -> new Verdict.Apply();
                };
            case FINALIZED ->
                said == Status.FAILED ? new Verdict.Keep("failed after it was final") : new Verdict.Ignore();
            case FAILED -> afterFailure(said);
            case REFUNDED ->
                said == Status.FINALIZED ? new Verdict.Keep("final after it was given back") : new Verdict.Ignore();
        };
    }

    /**
     * What was given up, because the rail kept silent or did not take it, and then moves is about to be refunded and to
     * arrive as well.
     */
    private Verdict afterFailure(Status said) {
        return switch (said) {
            case FINALIZED -> new Verdict.Apply();
            case FAILED -> new Verdict.Ignore();
            case PENDING, CONFIRMED ->
                failure != null && GIVEN_UP.contains(failure.reason())
                        ? new Verdict.Keep(said.wireName() + " after it was given up: " + failure.reason())
                        : new Verdict.Ignore();
        };
    }

    /** Whether the money of a withdrawal is due back and has not been given back. */
    public boolean isDue() {
        return kind == Kind.WITHDRAWAL && state == State.FAILED;
    }

    /**
     * The id of the transfer that makes it final; not the client's own, which may have been used for something else.
     */
    UUID nextTransfer() {
        return Ids.derived(kind.wireName(), id.toString(), Integer.toString(attempt));
    }
}
