package dev.florin.reference;

import dev.florin.reference.Expressions.Alias;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that can be set, and the document that says so.
 *
 * @param modules what the interfaces of each module let be set; {@code common} is part of every service
 */
public record Reference(Map<String, List<Feature>> modules, OtherSettings others) {
    /** Where the document is, from the top of the repository. */
    public static final String DOCUMENT = "deploy/CONFIGURATION.md";

    /** The services, in the order of their ports. */
    public static final List<String> SERVICES =
            List.of("wallet-service", "escrow-service", "refund-service", "notification-service");

    private static final String HEAD = """
            # Configuration

            Made from the services' sources by `make format`; a test fails when it is out of date. Edit the `…Config` interfaces instead, or
            [reference/settings.txt](reference/settings.txt) for what they do not have.

            Every setting is an environment variable, or the property beside it as `-Dproperty=value` in `JDK_JAVA_OPTIONS`. A **duration** is written
            `PT0.5S`, `PT10M`, `P1D`, or `500ms`, `10s`, `5m`, `1d`, and a bare number counts seconds; a **size** `64K`, `1M`, or a number of bytes; a **list** has commas
            between its parts. `{…}` in a name stands for a key of your choice (`FLORIN_ALERT_LARGE_DEDUCTION_USD=50`).
            What has no default and is not **required** is off, or unlimited, as the last column says.
            """;

    /** Reads the sources below the top folder of the repository. */
    public static Reference of(Path home) {
        Map<String, List<Feature>> modules = new LinkedHashMap<>();
        modules.put("common", ConfigSources.in(home.resolve("common")));
        for (String service : SERVICES) {
            Expressions expressions = Expressions.of(home.resolve(service));
            modules.put(
                    service,
                    ConfigSources.in(home.resolve(service)).stream()
                            .map(feature -> new Feature(
                                    feature.prefix(),
                                    feature.text(),
                                    feature.settings().stream()
                                            .map(setting -> withAlias(setting, expressions))
                                            .toList()))
                            .toList());
        }
        return new Reference(modules, OtherSettings.in(home));
    }

    private static Setting withAlias(Setting setting, Expressions expressions) {
        List<Alias> aliases = expressions.aliases(setting.property());
        return aliases.isEmpty()
                ? setting
                : setting.with(
                        aliases.stream().map(Alias::variable).toList(),
                        aliases.stream().map(Alias::fallback).collect(Collectors.joining("`, `")));
    }

    /** The names of all variables, with braces where a key of the user's choice belongs. */
    public Set<String> variables() {
        Set<String> variables = new TreeSet<>();
        SERVICES.forEach(service -> variables.addAll(variables(service)));
        return variables;
    }

    /**
     * The names of the variables that mean something to a service, with braces where a key of the user's choice
     * belongs.
     */
    public Set<String> variables(String service) {
        Set<String> variables = new TreeSet<>();
        for (String module : List.of("common", service)) {
            modules.getOrDefault(module, List.of()).stream()
                    .flatMap(feature -> feature.settings().stream())
                    .forEach(setting -> {
                        variables.add(setting.variable());
                        variables.addAll(setting.aliases());
                    });
        }
        others.all().stream()
                .filter(line -> line.services().equals("*") || line.services().contains(service))
                .forEach(line -> variables.add(line.variable()));
        return Collections.unmodifiableSet(variables);
    }

    /** Whether a variable means anything to a service. */
    public boolean knows(String service, String variable) {
        return variables(service).stream().anyMatch(known -> matches(known, variable));
    }

    private static boolean matches(String known, String variable) {
        return variable.matches(known.replaceAll("\\{[^}]*}", "[A-Z0-9_]+"));
    }

    /** The variables without which a service does not start: ours, and those of the database. */
    public Set<String> required(String service) {
        Set<String> required = new TreeSet<>();
        for (String module : List.of("common", service)) {
            modules.getOrDefault(module, List.of()).stream()
                    .flatMap(feature -> feature.settings().stream())
                    .filter(Setting::required)
                    .forEach(setting -> required.add(setting.variable()));
        }
        others.all().stream()
                .filter(line -> line.text().endsWith("Has to be set."))
                .forEach(line -> required.add(line.variable()));
        return Collections.unmodifiableSet(required);
    }

    /** The document. */
    public String markdown() {
        List<String> parts = new ArrayList<>(List.of(HEAD));
        others.sections().forEach((title, lines) -> parts.add(section(title, lines)));
        modules.forEach((module, features) -> {
            parts.add(module.equals("common") ? "## Every service\n" : "## " + module + "\n");
            Map<String, List<Feature>> byPrefix = features.stream()
                    .collect(Collectors.groupingBy(Feature::prefix, TreeMap::new, Collectors.toList()));
            byPrefix.forEach((prefix, sharing) -> parts.add(feature(prefix, sharing)));
        });
        return String.join("\n", parts);
    }

    private static String section(String title, List<OtherSettings.Line> lines) {
        return lines.stream()
                .map(line -> "| `" + line.variable() + "` | " + (line.services().equals("*") ? "all" : line.services())
                        + " | " + line.text() + " |\n")
                .collect(Collectors.joining(
                        "", "## " + title + "\n\n| variable | services | meaning |\n|---|---|---|\n", ""));
    }

    private static String feature(String prefix, List<Feature> sharing) {
        String head = "### " + prefix + "\n\n"
                + sharing.stream().map(Feature::text).collect(Collectors.joining(" "))
                + "\n\n| property | variable | type | default | meaning |\n|---|---|---|---|---|\n";
        return sharing.stream()
                .flatMap(feature -> feature.settings().stream())
                .map(Reference::row)
                .collect(Collectors.joining("", head, ""));
    }

    private static String row(Setting setting) {
        String fallback = setting.fallback()
                .map(value -> value.isEmpty() ? "" : "`" + value + "`")
                .orElse(setting.required() ? "**required**" : "");
        String variables = setting.aliases().isEmpty()
                ? "`" + setting.variable() + "`"
                : setting.aliases().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "| `" + setting.property() + "` | " + variables + " | " + setting.type() + " | " + fallback + " | "
                + setting.text().replace("|", "\\|") + " |\n";
    }
}
