package dev.florin.reference;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that can be set.
 *
 * @param property its name in a properties file; what a map is keyed by stands in braces
 * @param aliases the variables by which operators know it, if they are others than its own
 * @param type in words
 * @param fallback what holds when nobody sets it; empty if there is nothing, or if it has to be set
 * @param required whether a service does not start without it
 * @param text what it means, as Markdown
 */
record Setting(
        String property, List<String> aliases, String type, Optional<String> fallback, boolean required, String text) {
    Setting {
        aliases = List.copyOf(aliases);
        if (text.isBlank()) {
            throw new IllegalArgumentException(property + " has no sentence that explains it");
        }
    }

    /** The variable that MicroProfile Config looks for: capitals, and an underscore for everything else. */
    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9{}]", "_");
    }

    String variable() {
        return variable(property);
    }

    Setting with(List<String> otherAliases, String otherFallback) {
        return new Setting(property, otherAliases, type, Optional.of(otherFallback), false, text);
    }
}
