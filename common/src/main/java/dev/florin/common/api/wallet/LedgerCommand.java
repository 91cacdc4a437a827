package dev.florin.common.api.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /internal/ledger/commands}: steps of any kind that stand and fall together, decided in their
 * order. Answered with {@link LedgerBatch.Results}, one per step; the same command again changes nothing and answers
 * the same, but for a balance that has moved on.
 */
public record LedgerCommand(List<Step> steps) {
    /** How many steps one command may have. */
    public static final int MAX_STEPS = 100;

    /**
     * Exactly one of these.
     *
     * @param post moves money
     * @param reserve sets money aside
     * @param capture pays out a part of what was set aside
     * @param release the hold that ends, and gives back what is left of it
     * @param releasedFor with {@code release}, what for: {@code refund:red_packet:<id>}. Whoever asks {@code GET
     *     /internal/ledger/refunds} finds it by that name; absent if it is no refund
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            LedgerBatch.@Nullable Movement post,
            @Nullable HoldOrder reserve,
            @Nullable Capture capture,
            @Nullable UUID release,
            @Nullable String releasedFor) {
        public static Step of(LedgerBatch.Movement post) {
            return new Step(post, null, null, null, null);
        }

        public static Step of(HoldOrder reserve) {
            return new Step(null, reserve, null, null, null);
        }

        public static Step of(Capture capture) {
            return new Step(null, null, capture, null, null);
        }

        public static Step releasing(UUID hold) {
            return new Step(null, null, null, hold, null);
        }

        /** The end of a hold that is the refund of something. */
        public static Step refunding(UUID hold, String kind, UUID id) {
            return new Step(null, null, null, hold, "refund:" + kind + ":" + id);
        }
    }

    /** @param holdId out of which it is paid */
    public record Capture(UUID holdId, HoldOrder.Capture order) {}
}
