package dev.florin.wallet.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened in the last minutes (seed 004, 2.3). Sums do not mix currencies: those on top are of {@code currency},
 * all of them stand in {@code byCurrency}. Amounts are in major units.
 *
 * @param currency the one that was asked for, or the one with the most transactions
 * @param creditsAdded money that came in from outside, or that an administrator added; refunds not counted
 * @param creditsSpent money that users spent on something: neither what went to other people nor what went out
 * @param refundsIssued money that was given back, as type {@code refund} or one that ends so
 * @param uniqueUsers whose wallets the transactions moved, on either side
 * @param byType how many transactions of each type
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MonitorView(
        long totalTransactions,
        BigDecimal creditsAdded,
        BigDecimal creditsSpent,
        BigDecimal refundsIssued,
        long uniqueUsers,
        Map<String, Long> byType,
        List<Recent> recentTransactions,
        @Nullable String currency,
        Map<String, Sums> byCurrency,
        int minutes) {

    /** Sums of one currency. */
    public record Sums(long transactions, BigDecimal creditsAdded, BigDecimal creditsSpent, BigDecimal refundsIssued) {}

    /**
     * One of the last transactions.
     *
     * @param userId who paid, or who got it if it came from outside
     * @param amount negative if it left the user
     * @param description null, and there all the same, if nobody said anything: the seed always has the key
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Recent(
            UUID id,
            String userId,
            BigDecimal amount,
            String currency,
            String type,
            @Nullable String description,
            Instant createdAt) {}
}
