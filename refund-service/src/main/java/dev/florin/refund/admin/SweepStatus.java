package dev.florin.refund.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.refund.refund.Totals;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the processor stands (seed 000), of all replicas together and since ever.
 *
 * @param processing whether something is being given back at this moment
 * @param lastRun when a sweep that was scheduled, ordered, or found something ended last; null before the first
 * @param refundCount refunds that are completed
 * @param totalRefunded in minor units; says something as long as there is one currency in {@code total_by_currency}
 * @param totalByCurrency in minor units of each
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SweepStatus(
        boolean processing,
        @Nullable Instant lastRun,
        long refundCount,
        BigInteger totalRefunded,
        Map<String, BigInteger> totalByCurrency) {
    static SweepStatus of(boolean processing, @Nullable Instant lastRun, Totals completed) {
        return new SweepStatus(processing, lastRun, completed.count(), completed.sum(), completed.byCurrency());
    }
}
