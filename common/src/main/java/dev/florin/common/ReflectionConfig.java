package dev.florin.common;

import dev.florin.common.event.AccountEvent;
import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.ChatEvent;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.common.event.RailEvent;
import dev.florin.common.event.RedPacketEvent;
import dev.florin.common.event.RefundEvent;
import dev.florin.common.problem.LineRange;
import dev.florin.common.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What {@link dev.florin.common.json.Json} reads and writes outside of REST signatures: a native image keeps only what
 * is named.
 */
@RegisterForReflection(
        targets = {
            EventEnvelope.class,
            FlorinEvent.Transaction.class,
            FlorinEvent.Direction.class,
            FlorinEvent.BalanceUpdate.class,
            FlorinEvent.CreditAdded.class,
            FlorinEvent.CreditDeducted.class,
            FlorinEvent.TransactionNotification.class,
            FlorinEvent.PaymentReceived.class,
            FlorinEvent.TransferUpdate.class,
            FlorinEvent.TransferUpdate.Step.class,
            FlorinEvent.FiguresChanged.class,
            FlorinEvent.SecurityAlert.class,
            FlorinEvent.SystemAlert.class,
            RailEvent.TransactionPending.class,
            RailEvent.TransactionConfirmed.class,
            RailEvent.TransactionFinalized.class,
            RailEvent.TransactionFailed.class,
            RailEvent.DepositReceived.class,
            RailEvent.WithdrawalProcessed.class,
            PurchaseEvent.PaymentCompleted.class,
            PurchaseEvent.PaymentFailed.class,
            AlertEvent.LimitExceeded.class,
            AlertEvent.LargeDeduction.class,
            AlertEvent.RapidTransactions.class,
            AlertEvent.NegativeBalance.class,
            RefundEvent.InstantRefund.class,
            RefundEvent.RefundFailed.class,
            ChatEvent.ChatMessage.class,
            EscrowEvent.EscrowUpdate.class,
            EscrowEvent.PaymentStatus.class,
            EscrowEvent.StatusChange.class,
            EscrowEvent.ConfirmationAdded.class,
            EscrowEvent.DisputeRaised.class,
            EscrowEvent.DisputeResolved.class,
            RedPacketEvent.RedPacketCreated.class,
            RedPacketEvent.RedPacketClaimed.class,
            RedPacketEvent.RedPacketCompleted.class,
            RedPacketEvent.RedPacketExpired.class,
            RedPacketEvent.RedPacketCancelled.class,
            AccountEvent.KycStatus.class,
            AccountEvent.CardActivity.class,
            Problem.class,
            Problem.FieldError.class,
            LineRange.class
        },
        classNames = {"dev.florin.common.event.AudienceJson$Reader", "dev.florin.common.event.AudienceJson$Writer"})
public final class ReflectionConfig {
    private ReflectionConfig() {}
}
