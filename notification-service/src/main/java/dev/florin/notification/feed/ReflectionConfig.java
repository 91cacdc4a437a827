package dev.florin.notification.feed;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What nodes tell each other as JSON: a native image keeps only what is named. */
@RegisterForReflection(
        targets = {
            NodeMessage.class,
            Wake.class,
            NodeMessage.Passed.class,
            NodeMessage.Close.class,
            NodeMessage.Spent.class,
            NodeMessage.Tried.class,
            NodeMessage.Revoked.class,
            NodeMessage.Unheard.class,
            CloseCode.class
        })
final class ReflectionConfig {
    private ReflectionConfig() {}
}
