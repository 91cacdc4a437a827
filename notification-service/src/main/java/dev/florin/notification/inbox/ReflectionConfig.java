package dev.florin.notification.inbox;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What this package writes as JSON beside REST: a native image keeps only what is named. */
@RegisterForReflection(targets = StateChange.class)
final class ReflectionConfig {
    private ReflectionConfig() {}
}
