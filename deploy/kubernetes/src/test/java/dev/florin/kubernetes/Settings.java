package dev.florin.kubernetes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.florin.local.Service;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The settings that a service reads when it starts, out of its own classes: the framework's that are not fixed at build
 * time, its {@code @ConfigMapping}s and {@code @ConfigProperty}s and those of common, and the names that its
 * application.properties asks for.
 */
final class Settings {
    private static final Pattern ASKED_FOR = Pattern.compile("\\$\\{([A-Za-z0-9_.-]+)");
    private static final String COMMON = "dev.florin.common";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.florin");
    private static final Set<String> FRAMEWORK = framework();
    private static final Map<Service, Settings> FOUND = new ConcurrentHashMap<>();
    private static final int OVER_APPLICATION_PROPERTIES = 300;
    private static final int APPLICATION_PROPERTIES = 250;

    private final Service service;
    private final List<Class<?>> mappings;
    private final Set<String> names;
    private final List<Pattern> patterns;
    private final Map<Map<String, String>, Outcome> outcomes = new ConcurrentHashMap<>();

    private Settings(Service service, List<Class<?>> mappings, Set<String> names) {
        this.service = service;
        this.mappings = List.copyOf(mappings);
        this.names = Set.copyOf(names);
        this.patterns = names.stream()
                .filter(name -> name.contains("["))
                .map(Pattern::compile)
                .toList();
    }

    /** Of a service, found once. */
    static Settings of(Service service) {
        return FOUND.computeIfAbsent(service, Settings::find);
    }

    private static Settings find(Service service) {
        List<JavaClass> own = CLASSES.stream()
                .filter(type -> isBelow(type, COMMON) || isBelow(type, "dev.florin." + service.shortName()))
                .toList();
        List<Class<?>> mappings = new ArrayList<>();
        Set<String> names = new TreeSet<>(FRAMEWORK);
        for (JavaClass type : own) {
            if (type.isAnnotatedWith(ConfigMapping.class)) {
                mappings.add(type.reflect());
                names.addAll(namesOf(type.reflect()));
            }
            type.getCodeUnits().stream()
                    .flatMap(unit -> unit.getParameters().stream())
                    .flatMap(parameter -> parameter.tryGetAnnotationOfType(ConfigProperty.class).stream())
                    .forEach(property -> names.add(variable(property.name())));
        }
        for (String value : Home.properties(service).values()) {
            Matcher asked = ASKED_FOR.matcher(value);
            while (asked.find()) {
                names.add(variable(asked.group(1)));
            }
        }
        return new Settings(service, mappings, names);
    }

    /** Whether the service looks at a variable of this name, or its JVM does. */
    boolean knows(String variable) {
        return names.contains(variable)
                || patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(variable).matches())
                || variable.equals("JDK_JAVA_OPTIONS");
    }

    /** @param fault what is missing, or cannot be read; empty if nothing */
    private record Outcome(Optional<SmallRyeConfig> config, String fault) {}

    /** What is wrong with the service's own configuration in this environment; empty if nothing. */
    String faultIn(Map<String, String> environment) {
        return outcome(environment).fault();
    }

    /** One value of it; empty if something is wrong, which {@link SettingCheck} says. */
    Optional<String> valueIn(Map<String, String> environment, String property) {
        return outcome(environment).config().flatMap(config -> config.getOptionalValue(property, String.class));
    }

    private Outcome outcome(Map<String, String> environment) {
        return outcomes.computeIfAbsent(Map.copyOf(environment), this::start);
    }

    /** Binds the mappings as the service does when it starts. */
    private Outcome start(Map<String, String> environment) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                // Names are looked at by knows(): here other mappings' names under the same prefix would be in the way.
                .withValidateUnknown(false)
                .withSources(
                        new EnvConfigSource(environment, OVER_APPLICATION_PROPERTIES),
                        new PropertiesConfigSource(
                                Home.properties(service), "application.properties", APPLICATION_PROPERTIES));
        mappings.forEach(builder::withMapping);
        try {
            return new Outcome(Optional.of(builder.build()), "");
        } catch (ConfigValidationException e) {
            return new Outcome(Optional.empty(), String.valueOf(e.getMessage()).strip());
        }
    }

    private static boolean isBelow(JavaClass type, String packageName) {
        return type.getPackageName().equals(packageName)
                || type.getPackageName().startsWith(packageName + ".");
    }

    private static Set<String> framework() {
        Set<String> names = new TreeSet<>();
        try {
            List<URL> lists = Collections.list(
                    Settings.class.getClassLoader().getResources("META-INF/quarkus-config-roots.list"));
            for (URL list : lists) {
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
                    lines.lines().flatMap(Settings::runTimeRoot).forEach(root -> names.addAll(namesOf(root)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /** A class whose settings count when the service starts; those of other phases are fixed in the image. */
    private static Stream<Class<?>> runTimeRoot(String className) {
        try {
            Class<?> type = Class.forName(className, false, Settings.class.getClassLoader());
            ConfigRoot root = type.getAnnotation(ConfigRoot.class);
            return root != null && root.phase() == ConfigPhase.RUN_TIME ? Stream.of(type) : Stream.empty();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> namesOf(Class<?> mapping) {
        Set<String> names = new TreeSet<>();
        ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                .keySet()
                .forEach(name -> names.add(variable(name)));
        return names;
    }

    /** The variable for a property, as a regular expression; a {@code *} stands for any key. */
    private static String variable(String property) {
        return property.replace("[*]", "_*_")
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9*]", "_")
                .replace("*", "[A-Z0-9_]+");
    }
}
