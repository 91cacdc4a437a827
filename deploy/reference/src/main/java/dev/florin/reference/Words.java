package dev.florin.reference;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Java in words: names, types and comments of configuration interfaces. */
final class Words {
    private static final Set<String> NUMBERS = Set.of("int", "long", "Integer", "Long", "BigDecimal");

    private Words() {}

    /** {@code maxBackOff} is {@code max-back-off} in a property. */
    static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** What a value of this type looks like. */
    static String type(Tree type) {
        if (type instanceof ParameterizedTypeTree generic) {
            List<? extends Tree> arguments = generic.getTypeArguments();
            return switch (generic.getType().toString()) {
                case "Optional" -> type(arguments.getFirst());
                case "List", "Set" -> "list of " + plural(type(arguments.getFirst()));
                case "Map" -> type(arguments.getLast());
                case String other -> throw new IllegalArgumentException("no word for the type " + other);
            };
        }
        String name = type.toString();
        if (NUMBERS.contains(name)) {
            return "number";
        }
        return switch (name) {
            case "String" -> "text";
            case "boolean", "Boolean" -> "true or false";
            case "Duration" -> "duration";
            case "MemorySize" -> "size";
            case "URI" -> "URL";
            default -> throw new IllegalArgumentException("no word for the type " + name);
        };
    }

    private static String plural(String word) {
        return word.equals("text") ? "texts" : word + "s";
    }

    /** A comment as one line of Markdown. */
    static String of(DocCommentTree comment) {
        return comment.getFullBody().stream()
                .map(Words::of)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String of(DocTree part) {
        return switch (part) {
            case LiteralTree literal -> "`" + literal.getBody().getBody() + "`";
            case LinkTree link -> "`" + kebab(link.getReference().getSignature().replaceAll("^.*#|\\(\\)$", "")) + "`";
            default -> part.toString();
        };
    }
}
