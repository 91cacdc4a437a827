package dev.florin.refund.event;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What is read and written as JSON outside of REST signatures: a native image keeps only what is named. */
@RegisterForReflection(
        targets = {RefundStory.class, Refund.class, Refund.Order.class, Refundable.class, Refundable.Due.class})
final class ReflectionConfig {
    private ReflectionConfig() {}
}
