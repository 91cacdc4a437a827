package dev.florin.refund.refund;

import dev.florin.common.money.Money;
import dev.florin.refund.source.Answer;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Money on its way back: {@code pending → processing → completed | retrying | failed}, {@code retrying → processing},
 * and {@code failed → retrying} by an operator.
 *
 * @param id made before the owner is asked, and told to it
 * @param thing what it is for, as its owner told it
 * @param attempts how often the owner was asked
 * @param tries attempts since an operator last had it in hand
 * @param failure what the owner answered last; none if it never failed
 * @param given what came back; none until it is completed
 */
public record Refund(
        UUID id,
        Thing thing,
        State state,
        int attempts,
        int tries,
        @Nullable String failure,
        @Nullable Given given,
        String traceparent) {
    /**
     * What was paid for.
     *
     * @param source its owner, as the configuration calls it
     * @param amount what is due back
     * @param claimed what of the total others have, in minor units
     * @param total what was paid, in minor units
     * @param createdAt when it came to be
     */
    public record Thing(
            String source,
            String kind,
            UUID id,
            String userId,
            Money amount,
            BigInteger claimed,
            BigInteger total,
            String reason,
            Instant dueAt,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    /** @param transactionId none if the money had only been held */
    public record Given(
            Money amount,
            @Nullable String description,
            @Nullable UUID transactionId,
            @Nullable Money balanceAfter,
            Instant at) {}

    /** Where it stands. */
    public enum State {
        PENDING,
        PROCESSING,
        COMPLETED,
        RETRYING,
        FAILED;

        /** As it is written in the database and on the wire. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        /** Whether there is such a step. Processing follows itself when whoever processed it died. */
        boolean mayBecome(State next) {
            return switch (this) {
                case PENDING, RETRYING -> next == PROCESSING;
                case PROCESSING ->
                    Set.of(PROCESSING, COMPLETED, RETRYING, FAILED).contains(next);
                case FAILED -> next == RETRYING;
                case COMPLETED -> false;
            };
        }
    }

    /** What an attempt ends with. */
    public sealed interface Outcome {
        /** The money is back. */
        record Completed(Given given) implements Outcome {}

        /** It is tried again then. */
        record Retrying(Instant at, String failure) implements Outcome {}

        /** It is the operator's. */
        record Failed(String failure) implements Outcome {}
    }

    /** What follows from the owner's answer to this attempt. */
    Outcome after(Answer answer, Patience patience, Instant now, RandomGenerator random) {
        return switch (answer) {
            case Answer.Given back ->
                new Outcome.Completed(
                        new Given(back.amount(), back.description(), back.transactionId(), back.balanceAfter(), now));
            case Answer.Refused refused when refused.isFinal() -> new Outcome.Failed(refused.code());
            // A frozen wallet thaws.
            case Answer.Refused refused -> again(refused.code(), patience, now, random);
            case Answer.Unknown unknown -> again(unknown.failure(), patience, now, random);
        };
    }

    private Outcome again(String why, Patience patience, Instant now, RandomGenerator random) {
        return patience.isAtItsEnd(tries)
                ? new Outcome.Failed(why)
                : new Outcome.Retrying(patience.next(tries, now, random), why);
    }
}
