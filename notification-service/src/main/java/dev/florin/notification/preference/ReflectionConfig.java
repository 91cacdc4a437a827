package dev.florin.notification.preference;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What is kept as JSON: a native image keeps only what is named. */
@RegisterForReflection(targets = {Preferences.class, QuietHours.class, Channel.class, Language.class})
final class ReflectionConfig {
    private ReflectionConfig() {}
}
