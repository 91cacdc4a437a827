package dev.florin.reference;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Reads {@code @ConfigMapping} interfaces out of sources with the compiler's own parser: what is written there,
 * comments included, is all that the reference says. The framework's way, an annotation processor, is for extensions
 * only.
 */
final class ConfigSources {
    private final DocTrees docs;
    private final CompilationUnitTree unit;
    private final Map<String, ClassTree> nested;

    private ConfigSources(DocTrees docs, CompilationUnitTree unit, ClassTree type) {
        this.docs = docs;
        this.unit = unit;
        this.nested = type.getMembers().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .collect(Collectors.toMap(member -> member.getSimpleName().toString(), Function.identity()));
    }

    /**
     * All features of a module, by prefix.
     *
     * @throws IllegalArgumentException if something there cannot be put into words, or has none
     */
    static List<Feature> in(Path module) {
        List<Path> sources = sourcesOf(module);
        if (sources.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            List<Feature> features = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    if (type instanceof ClassTree declared) {
                        argument(declared.getModifiers().getAnnotations(), "ConfigMapping")
                                .map(prefix -> new ConfigSources(docs, unit, declared).feature(prefix, declared))
                                .ifPresent(features::add);
                    }
                }
            }
            features.sort(Comparator.comparing(Feature::prefix));
            return features;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sourcesOf(Path module) {
        try (Stream<Path> found = Files.walk(module.resolve("src/main/java"))) {
            return found.filter(file -> file.toString().endsWith("Config.java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Feature feature(String prefix, ClassTree type) {
        return new Feature(
                prefix,
                comment(type),
                settings(prefix, type, TreePath.getPath(unit, type)).toList());
    }

    private Stream<Setting> settings(String prefix, ClassTree type, TreePath path) {
        return type.getMembers().stream()
                .filter(MethodTree.class::isInstance)
                .map(MethodTree.class::cast)
                .filter(method -> method.getReturnType() != null && method.getBody() == null)
                .flatMap(method -> settings(
                        prefix + "." + Words.kebab(method.getName().toString()), method, new TreePath(path, method)));
    }

    private Stream<Setting> settings(String property, MethodTree method, TreePath path) {
        Tree type = method.getReturnType();
        String name = property;
        while (type instanceof ParameterizedTypeTree generic
                && generic.getType().toString().equals("Map")) {
            name += ".{name}";
            type = generic.getTypeArguments().getLast();
        }
        ClassTree group = nested.get(type.toString());
        if (group != null && group.getKind() == Tree.Kind.INTERFACE) {
            return settings(name, group, TreePath.getPath(unit, group));
        }
        Optional<String> fallback = argument(method.getModifiers().getAnnotations(), "WithDefault");
        boolean optional = name.contains("{") || type.toString().startsWith("Optional<");
        return Stream.of(new Setting(
                name,
                List.of(),
                group == null ? Words.type(type) : constants(group),
                fallback,
                fallback.isEmpty() && !optional,
                comment(path, property)));
    }

    private static String constants(ClassTree constants) {
        return constants.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(member -> ((VariableTree) member).getName().toString())
                .map(constant -> constant.toLowerCase(Locale.ROOT).replace('_', '-'))
                .map(constant -> "`" + constant + "`")
                .collect(Collectors.joining(" or "));
    }

    private String comment(ClassTree type) {
        return comment(TreePath.getPath(unit, type), type.getSimpleName().toString());
    }

    private String comment(TreePath path, String what) {
        return Optional.ofNullable(docs.getDocCommentTree(path))
                .map(Words::of)
                .orElseThrow(() -> new IllegalArgumentException(what + " has no comment"));
    }

    /** The one argument of an annotation, which has to be a plain text. */
    private static Optional<String> argument(List<? extends AnnotationTree> annotations, String name) {
        return annotations.stream()
                .filter(annotation -> annotation.getAnnotationType().toString().equals(name))
                .map(annotation -> annotation.getArguments().getFirst())
                .map(ConfigSources::text)
                .findFirst();
    }

    private static String text(ExpressionTree argument) {
        ExpressionTree value = argument instanceof AssignmentTree named ? named.getExpression() : argument;
        if (value instanceof LiteralTree literal) {
            return String.valueOf(literal.getValue());
        }
        throw new IllegalArgumentException("not a plain text: " + value);
    }
}
