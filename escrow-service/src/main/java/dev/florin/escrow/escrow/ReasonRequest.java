package dev.florin.escrow.escrow;

import dev.florin.common.problem.Required;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST …/confirm} and {@code …/cancel}; all of it may be absent. */
public record ReasonRequest(@Nullable String reason) {
    static final ReasonRequest NONE = new ReasonRequest(null);

    private static final int MAX_REASON_LENGTH = 500;

    public ReasonRequest {
        Required.atMost(MAX_REASON_LENGTH, "reason", reason);
    }
}
