package dev.florin.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code settings.txt} lists: settings of the framework, and the few of ours that no interface has. */
record OtherSettings(Map<String, List<Line>> sections) {
    /** One of them, for services by name or {@code *} for all. */
    record Line(String services, String variable, String text) {}

    static OtherSettings in(Path home) {
        Path file = home.resolve("deploy/reference/settings.txt");
        Map<String, List<Line>> sections = new LinkedHashMap<>();
        List<Line> current = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("## ")) {
                    current = new ArrayList<>();
                    sections.put(line.substring(3), current);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" \\| ", 3);
                    current.add(new Line(parts[0], parts[1], parts[2]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OtherSettings(sections);
    }

    List<Line> all() {
        return sections.values().stream().flatMap(List::stream).toList();
    }
}
