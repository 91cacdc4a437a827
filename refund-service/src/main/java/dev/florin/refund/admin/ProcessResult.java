package dev.florin.refund.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.refund.sweep.Tally;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep did for one kind of reason (seed 000). One of the counts is there: the one that the kind is counted in.
 *
 * @param success whether every refund that was tried worked
 * @param totalRefunded in minor units; says something as long as there is one currency in {@code total_by_currency}
 * @param totalByCurrency in minor units of each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProcessResult(
        boolean success,
        @Nullable Integer packetCount,
        @Nullable Integer transactionCount,
        @Nullable Integer purchaseCount,
        @Nullable Integer escrowCount,
        @Nullable Integer otherCount,
        BigInteger totalRefunded,
        Map<String, BigInteger> totalByCurrency,
        int failedCount,
        Instant timestamp) {

    /** The kinds of reasons. */
    enum Group {
        EXPIRED_PACKETS,
        CANCELLED_PACKETS,
        FAILED_TRANSACTIONS,
        PURCHASES,
        LAPSED_ESCROWS,
        OTHERS;

        static Group of(String reason) {
            return switch (reason) {
                case "expired" -> EXPIRED_PACKETS;
                case "cancelled" -> CANCELLED_PACKETS;
                case "transaction_failed" -> FAILED_TRANSACTIONS;
                case "purchase_failed", "purchase_cancelled", "purchase_timeout" -> PURCHASES;
                case "escrow_lapsed" -> LAPSED_ESCROWS;
                default -> OTHERS;
            };
        }
    }

    /**
     * By kind of reason; owners may have reasons that nobody here has heard of.
     *
     * @param others absent as long as there are none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Results(
            ProcessResult expiredPackets,
            ProcessResult cancelledPackets,
            ProcessResult failedTransactions,
            ProcessResult purchases,
            ProcessResult lapsedEscrows,
            @Nullable ProcessResult others) {
        static Results of(Map<String, Tally.Reason> byReason, Instant at) {
            ProcessResult others = result(Group.OTHERS, byReason, at);
            boolean hasOthers = byReason.keySet().stream().anyMatch(reason -> Group.of(reason) == Group.OTHERS);
            return new Results(
                    result(Group.EXPIRED_PACKETS, byReason, at),
                    result(Group.CANCELLED_PACKETS, byReason, at),
                    result(Group.FAILED_TRANSACTIONS, byReason, at),
                    result(Group.PURCHASES, byReason, at),
                    result(Group.LAPSED_ESCROWS, byReason, at),
                    hasOthers ? others : null);
        }
    }

    static ProcessResult result(Group group, Map<String, Tally.Reason> byReason, Instant at) {
        Tally.Reason all = byReason.entrySet().stream()
                .filter(reason -> Group.of(reason.getKey()) == group)
                .map(Map.Entry::getValue)
                .reduce(Tally.Reason.NOTHING, Tally.Reason::plus);
        boolean isPackets = group == Group.EXPIRED_PACKETS || group == Group.CANCELLED_PACKETS;
        return new ProcessResult(
                all.failed() == 0,
                isPackets ? all.completed() : null,
                group == Group.FAILED_TRANSACTIONS ? all.completed() : null,
                group == Group.PURCHASES ? all.completed() : null,
                group == Group.LAPSED_ESCROWS ? all.completed() : null,
                group == Group.OTHERS ? all.completed() : null,
                all.totals().values().stream().reduce(BigInteger.ZERO, BigInteger::add),
                new TreeMap<>(all.totals()),
                all.failed(),
                at);
    }
}
