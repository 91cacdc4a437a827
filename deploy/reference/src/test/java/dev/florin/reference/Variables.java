package dev.florin.reference;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The variables of the services that a text names in code: {@code FLORIN_A_B}, {@code …_C} behind it,
 * {@code FLORIN_A_*}.
 */
final class Variables {
    private static final Pattern NAME =
            Pattern.compile("`(?:((?:FLORIN|QUARKUS|WS|REFUND)_[A-Z0-9_]+\\*?)|…_([A-Z0-9_]+))[`=]");

    private Variables() {}

    static Set<String> in(String text) {
        Set<String> names = new TreeSet<>();
        String whole = "";
        for (MatchResult found : NAME.matcher(text).results().toList()) {
            if (found.group(1) != null) {
                whole = found.group(1);
                names.add(whole);
            } else {
                names.add(whole + "…_" + found.group(2));
            }
        }
        return names;
    }

    /** Whether it exists; a shortened name exists if it does behind any beginning of the one before it. */
    static boolean isKnown(String name, Set<String> known) {
        int cut = name.indexOf('…');
        if (cut >= 0) {
            return beginnings(name.substring(0, cut)).anyMatch(stem -> known.contains(stem + name.substring(cut + 1)));
        }
        return name.endsWith("*")
                ? known.stream().anyMatch(other -> other.startsWith(name.substring(0, name.length() - 1)))
                : known.stream().anyMatch(other -> name.matches(other.replaceAll("\\{[^}]*}", "[A-Z0-9_]+")));
    }

    private static Stream<String> beginnings(String name) {
        return IntStream.range(1, name.length())
                .filter(at -> name.charAt(at) == '_')
                .mapToObj(at -> name.substring(0, at));
    }
}
