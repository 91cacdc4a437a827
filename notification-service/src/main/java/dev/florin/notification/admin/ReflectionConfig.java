package dev.florin.notification.admin;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What other services answer: a native image keeps only what is named. */
@RegisterForReflection(
        targets = {
            SystemView.RefundProcessor.class,
            SystemView.RedPacketStats.class,
            SystemView.RedPackets.class,
            SystemView.Total.class,
            SystemView.UserCount.class
        })
final class ReflectionConfig {
    private ReflectionConfig() {}
}
