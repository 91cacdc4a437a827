package dev.florin.escrow.wallet;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What the ledger decided on a command. */
public sealed interface LedgerAnswer {
    /**
     * All of it happened, now or when it was asked for first.
     *
     * @param available of a refund: what its wallet had to spend right after it, in major units; null if it was not
     *     kept
     */
    record Done(@Nullable BigDecimal available) implements LedgerAnswer {}

    /** None of it happened, and none will under these ids. */
    record Refused(ProblemType reason) implements LedgerAnswer {}

    /**
     * Whether it happened is not known: there was no answer, or one that is not understood. The same again finds out.
     *
     * @param why for operators
     */
    record Unknown(String why) implements LedgerAnswer {
        /** What the caller is told meanwhile. */
        public FlorinException asException() {
            return new FlorinException(
                    ProblemType.LEDGER_UNAVAILABLE,
                    "What was asked for is kept and will be finished; repeat the request with the same key to see its end.");
        }
    }
}
