package dev.florin.wallet.insight;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user spends (seed 003, {@code dashboard_update.data}). Days and months are those of UTC; amounts are in major
 * units of {@code currency}; what is pending counts as spent on the day it was announced.
 *
 * @param pendingAmount of all that the bank has not made final
 * @param monthMerchants how many different ones were paid this month
 * @param topMerchants those of this month who got most
 * @param recentTransactions the newest, in and out
 */
public record DashboardView(
        String currency,
        long pendingCount,
        BigDecimal pendingAmount,
        long todayTransactions,
        BigDecimal todayAmount,
        long monthTransactions,
        BigDecimal monthAmount,
        long monthMerchants,
        List<TopMerchant> topMerchants,
        List<Recent> recentTransactions) {

    /** @param amount spent there, in major units */
    public record TopMerchant(String name, BigDecimal amount, long count) {}

    /**
     * A movement.
     *
     * @param amount in major units of {@code currency}
     * @param direction {@code out} or {@code in}
     * @param status {@code pending}, {@code booked} or {@code returned}: given back, and in no figure any more
     * @param source {@code bank} or {@code wallet}
     * @param categoryReason why it is in its category
     */
    public record Recent(
            UUID id,
            String merchant,
            BigDecimal amount,
            String currency,
            Instant date,
            String direction,
            String status,
            String source,
            @Nullable String category,
            @Nullable String categoryReason,
            String description) {}

    /**
     * A payment that the bank has not made final (seed 003, {@code pending_update.data}).
     *
     * @param amount in major units of {@code currency}
     * @param categoryGuess its category, or else what the categoriser takes it for; null if it cannot tell
     * @param categoryReason why that one
     */
    public record Pending(
            UUID id,
            String merchant,
            BigDecimal amount,
            String currency,
            Instant date,
            @Nullable String categoryGuess,
            @Nullable String categoryReason,
            String description) {}

    /**
     * What was spent in an hour.
     *
     * @param hour its beginning
     * @param amount in major units of {@code currency}
     */
    public record Hour(Instant hour, String currency, long transactions, BigDecimal amount) {}

    /**
     * What was spent on what.
     *
     * @param month {@code 2026-02}, in UTC
     * @param categories the largest first, and last what is too small to be listed: together all that was spent
     */
    public record Categories(String currency, String month, List<Category> categories) {}

    /**
     * One of them.
     *
     * @param category {@code uncategorised} for what has none; {@code other} for what is too small to be listed, and a
     *     user's own category of that name
     * @param amount in major units
     */
    public record Category(String category, BigDecimal amount, long count) {}
}
