package dev.florin.notification.admin;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What operators see of the whole (seed 000). What nobody answered in time is null, and its service is named. */
public final class SystemView {
    private SystemView() {}

    /**
     * As refund-service says it.
     *
     * @param lastRun null before the first
     * @param totalRefunded in minor units; says something as long as there is one currency in {@code total_by_currency}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RefundProcessor(
            boolean processing,
            @Nullable Instant lastRun,
            long refundCount,
            BigInteger totalRefunded,
            Map<String, BigInteger> totalByCurrency) {}

    /** As escrow-service counts them. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RedPackets(long total, long active, long completed) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Total(long total) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RedPacketStats(RedPackets redPackets, Total claims) {}

    /** As wallet-service counts them. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record UserCount(long count) {}

    public record Sockets(
            @Nullable Long activeUsers, @Nullable Long activeConnections) {}

    /**
     * Answer of {@code GET /api/admin/system/health}.
     *
     * @param database of notification-service: {@code healthy} or {@code unhealthy}
     * @param websocket {@code healthy}, or {@code draining} on a node that is going away
     * @param unavailable services that did not answer in time, or said that they are not ready
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Health(
            boolean success,
            String database,
            String websocket,
            @Nullable RefundProcessor refundProcessor,
            @Nullable Long activeUsers,
            @Nullable Long activeConnections,
            List<String> unavailable,
            Instant timestamp) {}

    /**
     * Answer of {@code GET /api/admin/system/stats}.
     *
     * @param unavailable services that did not answer in time
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Stats(
            boolean success,
            @Nullable RedPackets redPackets,
            @Nullable Total claims,
            @Nullable Total users,
            Sockets websocket,
            List<String> unavailable,
            Instant timestamp) {}
}
