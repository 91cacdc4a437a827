package dev.florin.wallet.ledger;

import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.trace.TraceParent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of an {@link Operation}. */
public sealed interface Outcome {
    /** Whether it happened now: neither refused nor a repeat. */
    default boolean isNew() {
        return switch (this) {
            case Posted posted -> !posted.repeated();
            case Reserved reserved -> !reserved.repeated();
            case Released released -> !released.repeated();
            case Refused _ -> false;
        };
    }

    /** @param repeated whether it had happened before under the same id, and nothing moved now */
    record Posted(Transfer transfer, boolean repeated) implements Outcome {}

    /** @param repeated whether it stood before, and nothing was set aside now */
    record Reserved(Hold hold, boolean repeated) implements Outcome {}

    /** @param repeated whether the hold was closed before, and nothing was given back now */
    record Released(Hold hold, boolean repeated) implements Outcome {}

    /**
     * It will not happen.
     *
     * @param repeated whether it is not this request that decided so: it had been refused under the same id, or there
     *     is nothing to decide on
     * @param traceId of the request that was first refused under this id
     */
    record Refused(
            ProblemType reason, boolean repeated, @Nullable UUID traceId) implements Outcome {
        /** For the caller who asked for the operation. */
        public FlorinException asException() {
            return new FlorinException(reason, reason.title() + ".");
        }

        /** For the caller of a request with an Idempotency-Key, which stands for the operation's id. */
        public FlorinException asAnswerToKey() {
            if (reason == ProblemType.ID_REUSED) {
                return IdempotencyService.reused();
            }
            return traceId == null ? asException() : asException().asReplayOf(TraceParent.traceId(traceId));
        }
    }
}
