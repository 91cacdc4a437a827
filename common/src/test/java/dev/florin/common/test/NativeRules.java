package dev.florin.common.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a native image needs to be told: it keeps only the classes whose members somebody names, and it initialises all
 * classes while it is built. A machine without GraalVM finds out here what has been forgotten.
 */
final class NativeRules {
    private static final Set<String> MAPPERS = Set.of(
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.databind.ObjectReader",
            "com.fasterxml.jackson.databind.ObjectWriter");

    /**
     * What must not be made while an image is built: it would carry seeds, threads, descriptors, or the time of the
     * build.
     */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "java.util.Random",
            "java.security.SecureRandom",
            "com.fasterxml.uuid.Generators",
            "java.net.http.HttpClient",
            "java.util.concurrent.Executors",
            "java.lang.Thread");

    private final JavaClasses classes;
    private final JavaClasses withCommon;

    /**
     * @param classes of one module
     * @param withCommon the same and those of {@code common}, where registrations may stand as well
     */
    NativeRules(JavaClasses classes, JavaClasses withCommon) {
        this.classes = classes;
        this.withCommon = withCommon;
    }

    void check() {
        assertEquals(Set.of(), madeTooEarly(), "to be named in META-INF/native-image/…/native-image.properties");
        assertEquals(Set.of(), unregistered(), "cross JSON, and are in no ReflectionConfig");
    }

    private Set<String> madeTooEarly() {
        Set<String> named = initializedAtRunTime();
        return classes.stream()
                .filter(type -> type.getStaticInitializer().stream()
                        .flatMap(initializer -> Stream.concat(
                                initializer.getConstructorCallsFromSelf().stream(),
                                initializer.getMethodCallsFromSelf().stream()))
                        .map(call -> ((JavaCall<?>) call).getTargetOwner().getName())
                        .anyMatch(OF_THE_MOMENT::contains))
                .map(JavaClass::getName)
                .filter(name -> !named.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> initializedAtRunTime() {
        Set<String> named = new TreeSet<>();
        try {
            for (String module :
                    List.of("common", "wallet-service", "escrow-service", "refund-service", "notification-service")) {
                Enumeration<URL> files = NativeRules.class
                        .getClassLoader()
                        .getResources("META-INF/native-image/dev.florin/florin-" + module + "/native-image.properties");
                while (files.hasMoreElements()) {
                    Properties properties = new Properties();
                    try (InputStream file = files.nextElement().openStream()) {
                        properties.load(file);
                    }
                    String arguments = properties.getProperty("Args", "");
                    Arrays.stream(arguments.split(" "))
                            .map(argument -> argument.replaceFirst("^--initialize-at-run-time=", ""))
                            .flatMap(list -> Arrays.stream(list.split(",")))
                            .forEach(named::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return named;
    }

    private Set<String> unregistered() {
        Set<String> known = new TreeSet<>();
        withCommon.stream()
                .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
                .forEach(type -> known.addAll(registeredBy(type)));
        Set<String> crossing = new TreeSet<>();
        classes.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getAnnotations().stream()
                        .anyMatch(annotation ->
                                annotation.getRawType().getPackageName().equals("jakarta.ws.rs")))
                .forEach(method -> signature(method).forEach(type -> follow(type, known)));
        classes.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .flatMap(unit -> handedToJson(unit).stream())
                .forEach(type -> follow(type, crossing));
        crossing.removeAll(known);
        return crossing;
    }

    private static Set<String> registeredBy(JavaClass type) {
        JavaAnnotation<JavaClass> annotation = type.getAnnotationOfType(RegisterForReflection.class.getName());
        Set<String> names = new TreeSet<>();
        Object targets = annotation.get("targets").orElse(new JavaClass[0]);
        Object classNames = annotation.get("classNames").orElse(new String[0]);
        Arrays.stream((JavaClass[]) targets).map(JavaClass::getName).forEach(names::add);
        names.addAll(List.of((String[]) classNames));
        if (names.isEmpty()) {
            names.add(type.getName());
        }
        return names;
    }

    /** The framework itself registers what stands in the signature of an endpoint. */
    private static Stream<JavaClass> signature(JavaMethod method) {
        return Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Collection::stream);
    }

    /** Classes that are named where a mapper is at work, and the record that writes itself. */
    private static Set<JavaClass> handedToJson(JavaCodeUnit unit) {
        boolean atWork = unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> isMapping(
                                call.getTargetOwner(), call.getTarget().getName())
                        || takesAClassToMap(call.getTarget().resolveMember().orElse(null)));
        if (!atWork) {
            return Set.of();
        }
        Set<JavaClass> handed = unit.getReferencedClassObjects().stream()
                .map(ReferencedClassObject::getRawType)
                .collect(Collectors.toSet());
        boolean itself = unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTarget().getName().startsWith("writeValue"));
        if (itself && unit.getOwner().isRecord() && !unit.getModifiers().contains(JavaModifier.STATIC)) {
            handed.add(unit.getOwner());
        }
        return handed;
    }

    private static boolean isMapping(JavaClass owner, String method) {
        return MAPPERS.contains(owner.getName())
                && (method.startsWith("readValue")
                        || method.startsWith("readerFor")
                        || method.startsWith("treeToValue")
                        || method.startsWith("writeValue")
                        || method.startsWith("writerFor")
                        || method.startsWith("valueToTree"));
    }

    /** A method of ours that is told by its caller what to read. */
    private static boolean takesAClassToMap(@Nullable JavaMethod method) {
        return method != null
                && method.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Class.class))
                && method.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> isMapping(
                                call.getTargetOwner(), call.getTarget().getName()));
    }

    /** A record crosses with its components, an array with its elements. */
    private static void follow(JavaClass type, Set<String> names) {
        JavaClass element = type.isArray() ? type.getBaseComponentType() : type;
        if (!element.getPackageName().startsWith("dev.florin.")
                || !(element.isRecord() || element.isEnum())
                || !names.add(element.getName())) {
            return;
        }
        if (element.isRecord()) {
            element.getFields().stream()
                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                    .map(JavaField::getType)
                    .map(JavaType::getAllInvolvedRawTypes)
                    .flatMap(Collection::stream)
                    .forEach(component -> follow(component, names));
        }
    }
}
