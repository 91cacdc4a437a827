package dev.florin.refund.admin;

import dev.florin.refund.refund.Attempt;
import dev.florin.refund.refund.RefundRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The answers of seed 000, field for field, with what is new behind. Amounts are in minor units of their currency. */
public final class AdminView {
    private AdminView() {}

    /**
     * @param pendingCount of all, not only of those in the list
     * @param totalAmount of all; says something as long as there is one currency in {@code total_by_currency}
     */
    public record Pending(
            boolean success,
            long pendingCount,
            BigInteger totalAmount,
            Map<String, BigInteger> totalByCurrency,
            List<RefundRecord> refunds,
            Instant timestamp) {}

    /**
     * @param status {@code refunded} once the money is back, else as in the record
     * @param attempts who or what had the owner asked, and what it answered
     */
    public record One(
            boolean success,
            UUID packetId,
            String status,
            BigInteger refundAmount,
            BigInteger claimedAmount,
            BigInteger totalAmount,
            String currency,
            RefundRecord refundRecord,
            List<Attempt> attempts) {}

    /**
     * @param success whether every source could be asked
     * @param unreachable the sources that could not: what is due of them waits
     */
    public record Processed(
            boolean success, ProcessResult.Results results, Set<String> unreachable, Instant timestamp) {}

    /**
     * @param totalRecords of all, not only of those in the list
     * @param totalRefunded of all; says something as long as there is one currency in {@code total_by_currency}
     */
    public record History(
            boolean success,
            long totalRecords,
            BigInteger totalRefunded,
            Map<String, BigInteger> totalByCurrency,
            List<RefundRecord> history,
            Instant timestamp) {}

    /** Answer of {@code processor-status}. */
    public record Status(boolean success, SweepStatus processorStatus, Instant timestamp) {}

    /** @param failedCount of all, not only of those in the list */
    public record Failed(
            boolean success,
            long failedCount,
            BigInteger totalAmount,
            Map<String, BigInteger> totalByCurrency,
            List<RefundRecord> refunds,
            Instant timestamp) {}

    /** Answer of {@code retry}. */
    public record Retried(boolean success, RefundRecord refundRecord, Instant timestamp) {}
}
