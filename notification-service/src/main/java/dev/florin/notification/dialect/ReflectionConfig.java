package dev.florin.notification.dialect;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Frames that are written from records: a native image keeps only what is named. */
@RegisterForReflection(
        targets = {NotifyDialect.Message.class, NotifyDialect.Data.class},
        classNames = "dev.florin.notification.dialect.BalanceDialect$Message")
final class ReflectionConfig {
    private ReflectionConfig() {}
}
