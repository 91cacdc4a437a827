package dev.florin.reference;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service's {@code application.properties} says about settings: other names for them ({@code ${NAME:default}}),
 * and other defaults. Lines for a profile ({@code %test.}) do not count.
 */
record Expressions(Map<String, String> values) {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_.-]*)(?::([^}]*))?}");

    Expressions {
        values = Map.copyOf(values);
    }

    /**
     * Another name for a property.
     *
     * @param name a property or a variable
     * @param fallback what holds when it is not set
     */
    record Alias(String name, String fallback) {
        String variable() {
            return Setting.variable(name);
        }
    }

    static Expressions of(Path module) {
        Path file = module.resolve("src/main/resources/application.properties");
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> values = new TreeMap<>();
        read.stringPropertyNames().stream()
                .filter(name -> !name.startsWith("%"))
                .forEach(name -> values.put(name, read.getProperty(name)));
        return new Expressions(values);
    }

    /** The other names of a property; of a map, those of its keys that have one. */
    List<Alias> aliases(String property) {
        int brace = property.indexOf('{');
        return values.entrySet().stream()
                .filter(entry -> brace < 0
                        ? entry.getKey().equals(property)
                        : entry.getKey().startsWith(property.substring(0, brace)))
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> alias(entry.getValue()).stream())
                .toList();
    }

    /** Every name behind which a property stands. */
    List<Alias> aliases() {
        return values.values().stream().flatMap(value -> alias(value).stream()).toList();
    }

    private static Optional<Alias> alias(String value) {
        return Optional.of(EXPRESSION.matcher(value))
                .filter(Matcher::find)
                .map(found -> new Alias(
                        found.group(1), Optional.ofNullable(found.group(2)).orElse("")));
    }
}
