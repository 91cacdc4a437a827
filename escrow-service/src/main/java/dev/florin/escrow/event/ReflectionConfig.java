package dev.florin.escrow.event;

import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.api.wallet.LedgerCommandBatch;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What is read and written as JSON outside of REST signatures: a native image keeps only what is named. */
@RegisterForReflection(
        targets = {
            Story.class,
            Story.Told.class,
            LedgerCommand.class,
            LedgerCommand.Step.class,
            LedgerCommand.Capture.class,
            LedgerCommandBatch.class,
            LedgerCommandBatch.Item.class,
            LedgerCommandBatch.Answers.class,
            LedgerCommandBatch.Answer.class,
            LedgerBatch.Movement.class,
            LedgerBatch.Results.class,
            LedgerBatch.Result.class,
            HoldOrder.class,
            HoldOrder.Capture.class
        },
        classNames = {
            "dev.florin.escrow.wallet.WalletClient$Code",
            "dev.florin.escrow.escrow.EscrowView",
            "dev.florin.escrow.escrow.Milestone"
        })
final class ReflectionConfig {
    private ReflectionConfig() {}
}
