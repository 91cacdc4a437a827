package dev.florin.common;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.event.EventType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReflectionConfigTest {
    private static final Set<Class<?>> REGISTERED = Set.of(
            ReflectionConfig.class.getAnnotation(RegisterForReflection.class).targets());

    @ParameterizedTest
    @EnumSource
    void everyEventIsKeptInANativeImage(EventType type) {
        assertTrue(REGISTERED.contains(type.record()), type.record() + " is missing in ReflectionConfig");
    }
}
