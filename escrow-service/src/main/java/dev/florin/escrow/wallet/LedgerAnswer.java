package dev.florin.escrow.wallet;

import dev.florin.common.problem.ProblemType;

/** What the ledger decided on a command. */
public sealed interface LedgerAnswer {
    /** All of it happened, now or when it was asked for first. */
    record Done() implements LedgerAnswer {}

    /** None of it happened, and none will under these ids. */
    record Refused(ProblemType reason) implements LedgerAnswer {}
}
