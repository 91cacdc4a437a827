package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How money from or to the outside world gets on (seed 000). {@code kind} is {@code deposit} or {@code withdrawal};
 * {@code transactionId} names it in the wallet's REST; the hash is the rail's own name for it, once there is one.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RailEvent extends FlorinEvent {
    /** The rail has taken it on. */
    record TransactionPending(
            String transactionId,
            String kind,
            BigDecimal amount,
            String currency,
            String rail,
            @Nullable String transactionHash)
            implements RailEvent {}

    /** The rail has seen it happen; it may still be undone there. */
    record TransactionConfirmed(
            String transactionId,
            String kind,
            BigDecimal amount,
            String currency,
            String rail,
            @Nullable String transactionHash)
            implements RailEvent {}

    /** It cannot be undone any more: the ledger has it. */
    record TransactionFinalized(
            String transactionId,
            String kind,
            BigDecimal amount,
            String currency,
            String rail,
            @Nullable String transactionHash)
            implements RailEvent {}

    /**
     * It will not happen.
     *
     * @param reason in the rail's words, or {@code lapsed} when the rail never said
     */
    record TransactionFailed(
            String transactionId,
            String kind,
            BigDecimal amount,
            String currency,
            String rail,
            @Nullable String transactionHash,
            String reason)
            implements RailEvent {}

    /** Money from outside is in the wallet (seed 002). */
    record DepositReceived(
            String depositId,
            String walletId,
            BigDecimal amount,
            String currency,
            String rail,
            BigDecimal balanceAfter,
            @Nullable String transactionHash)
            implements RailEvent {}

    /** Money has left the wallet for the outside (seed 002). */
    record WithdrawalProcessed(
            String withdrawalId,
            String walletId,
            BigDecimal amount,
            String currency,
            String rail,
            BigDecimal balanceAfter,
            @Nullable String transactionHash)
            implements RailEvent {}
}
