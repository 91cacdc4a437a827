package dev.florin.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code RESULTS.md}: a head, one section per part, and what people wrote below them. A run replaces the
 * head and the sections that it measured, and leaves everything else.
 */
final class Report {
    private static final String MARK = "## ";

    private Report() {}

    /** @param old the text so far; null if there is none */
    static String updated(@Nullable String old, String head, Map<Part, String> measured) {
        Map<String, String> sections = old == null ? new LinkedHashMap<>() : sections(old);
        Map<String, String> result = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            String title = part.title();
            String kept = sections.remove(title);
            String text = measured.getOrDefault(part, kept);
            if (text != null) {
                result.put(title, text.strip());
            }
        }
        sections.forEach((title, text) -> result.put(title, text.strip()));
        return head.strip() + "\n\n" + result.values().stream().collect(Collectors.joining("\n\n")) + "\n";
    }

    /** By title, the head left out. */
    private static Map<String, String> sections(String text) {
        Map<String, StringBuilder> found = new LinkedHashMap<>();
        StringBuilder current = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith(MARK)) {
                current = new StringBuilder();
                found.put(line.substring(MARK.length()).strip(), current);
            }
            current.append(line).append('\n');
        }
        Map<String, String> sections = new LinkedHashMap<>();
        found.forEach((title, body) -> sections.put(title, body.toString()));
        return sections;
    }
}
