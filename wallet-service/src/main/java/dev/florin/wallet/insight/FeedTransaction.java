package dev.florin.wallet.insight;

import dev.florin.common.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A movement as it stands in the feed. */
record FeedTransaction(
        UUID id,
        String source,
        Merchant merchant,
        String description,
        Money amount,
        Instant bookedAt,
        String status,
        @Nullable String category,
        @Nullable String categoryReason) {}
