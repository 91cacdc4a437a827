package dev.florin.refund.event;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.api.wallet.LedgerRefunds;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What is read and written as JSON outside of REST signatures: a native image keeps only what is named. */
@RegisterForReflection(
        targets = {
            RefundStory.class,
            Refund.class,
            Refund.Order.class,
            RefundBatch.class,
            RefundBatch.RefundOrder.class,
            RefundBatch.RefundResults.class,
            RefundBatch.RefundResult.class,
            Refundable.class,
            Refundable.Due.class,
            Refunded.class,
            Refunded.Page.class,
            LedgerRefunds.class,
            LedgerRefunds.Item.class
        })
final class ReflectionConfig {
    private ReflectionConfig() {}
}
