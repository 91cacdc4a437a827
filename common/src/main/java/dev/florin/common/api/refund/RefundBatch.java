package dev.florin.common.api.refund;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /internal/refundables/refund}: several things whose money is to be given back. Each stands for
 * itself, as if it were asked for alone.
 *
 * @param items 1 to {@value #MAX_ITEMS}
 */
public record RefundBatch(List<RefundOrder> items) {
    public static final int MAX_ITEMS = 100;

    /**
     * One of them.
     *
     * @param kind what it is; with {@code id} it names the thing
     * @param refundId the caller's own name for it, up to {@value Refund.Order#MAX_ID_LENGTH} characters
     * @param traceparent (W3C) the trace that the refund belongs to; the request's own if absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RefundOrder(
            String kind, UUID id, String refundId, @Nullable String traceparent) {}

    /** One result per order, in the order of the request. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RefundResults(List<RefundResult> results) {
        public RefundResults {
            results = List.copyOf(results);
        }
    }

    /**
     * What became of one of them.
     *
     * @param status as if it had been asked for alone: 200, or that of the refusal
     * @param refund what was given back; absent if it was refused
     * @param code why it was refused
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RefundResult(
            String kind,
            UUID id,
            int status,
            @Nullable Refund refund,
            @Nullable String code) {}
}
