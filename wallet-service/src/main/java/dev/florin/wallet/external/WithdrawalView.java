package dev.florin.wallet.external;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A withdrawal as its owner sees it.
 *
 * @param amount in major units of {@code currency}; set aside until it is final
 * @param destination where the money goes, in the rail's words
 * @param status {@code initiated, pending, confirmed, finalized, failed, refunded}
 * @param reason why it has failed, in the rail's words, or {@code lapsed}
 * @param transactionHash the rail's own name for it
 * @param balanceAfter of the wallet, right after the money left, in major units of {@code currency}; absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WithdrawalView(
        UUID withdrawalId,
        UUID walletId,
        BigDecimal amount,
        String currency,
        String rail,
        @Nullable String destination,
        String status,
        @Nullable String reason,
        @Nullable String transactionHash,
        @Nullable BigDecimal balanceAfter,
        Instant createdAt,
        @Nullable Instant refundedAt) {

    static WithdrawalView of(RailTransaction transaction, @Nullable Money balanceAfter) {
        RailTransaction.Failure failure = transaction.failure();
        RailTransaction.Refund refund = transaction.refund();
        boolean isFinal = transaction.state() == RailTransaction.State.FINALIZED;
        return view(
                transaction,
                transaction.state(),
                failure == null || isFinal ? null : failure.reason(),
                transaction.hash(),
                balanceAfter,
                refund == null ? null : refund.at());
    }

    /** As it was when it was taken on, whatever has become of it: the answer to its request, for ever. */
    static WithdrawalView opened(
            RailTransaction transaction, RailTransaction.State state, @Nullable Money balanceAfter) {
        return view(transaction, state, null, null, balanceAfter, null);
    }

    private static WithdrawalView view(
            RailTransaction transaction,
            RailTransaction.State state,
            @Nullable String reason,
            @Nullable String hash,
            @Nullable Money balanceAfter,
            @Nullable Instant refundedAt) {
        return new WithdrawalView(
                transaction.id(),
                transaction.wallet(),
                transaction.amount().major(),
                transaction.amount().asset().code(),
                transaction.rail(),
                transaction.destination(),
                state.wireName(),
                reason,
                hash,
                balanceAfter == null ? null : balanceAfter.major(),
                transaction.createdAt(),
                refundedAt);
    }
}
