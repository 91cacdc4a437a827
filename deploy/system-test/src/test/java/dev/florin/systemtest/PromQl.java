package dev.florin.systemtest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of Prometheus asks for: a metric and the labels by which it picks or groups. Reads the words and
 * brackets of the language, which is enough to find a name that nobody exposes; what it means, only Prometheus knows.
 *
 * @param labels in its braces
 */
record PromQl(String metric, Set<String> labels) {
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|\\[[^\\]]*\\]|[A-Za-z_:][\\w:]*|[0-9.]+(?:e[+-]?\\d+|[a-z]+)?|!=|!~|=~|==|<=|>=|\\S");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_:][\\w:]*");
    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> BEHIND_A_FUNCTION = Set.of("(", "by", "without");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    /** @throws IllegalArgumentException if its brackets do not close */
    static List<PromQl> selectorsOf(String expression) {
        List<String> tokens =
                TOKEN.matcher(expression).results().map(found -> found.group()).toList();
        List<PromQl> selectors = new ArrayList<>();
        int at = 0;
        int open = 0;
        while (at < tokens.size()) {
            String token = tokens.get(at);
            String next = at + 1 < tokens.size() ? tokens.get(at + 1) : "";
            open += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
            if (open < 0) {
                throw new IllegalArgumentException("closes what is not open: " + expression);
            }
            if (GROUPING.contains(token) && next.equals("(")) {
                at = after(tokens, at + 1, ")", expression);
            } else if (isName(token) && !BEHIND_A_FUNCTION.contains(next)) {
                int end = next.equals("{") ? after(tokens, at + 1, "}", expression) : at + 1;
                selectors.add(new PromQl(token, labels(tokens.subList(at + 1, end))));
                at = end;
            } else {
                at++;
            }
        }
        if (open != 0 || selectors.isEmpty()) {
            throw new IllegalArgumentException("is not whole: " + expression);
        }
        return selectors;
    }

    private static boolean isName(String token) {
        Matcher word = WORD.matcher(token);
        return word.matches() && !OPERATORS.contains(token) && !GROUPING.contains(token);
    }

    private static int after(List<String> tokens, int from, String close, String expression) {
        int at = tokens.subList(from, tokens.size()).indexOf(close);
        if (at < 0) {
            throw new IllegalArgumentException("no " + close + ": " + expression);
        }
        return from + at + 1;
    }

    private static Set<String> labels(List<String> braces) {
        Set<String> labels = new LinkedHashSet<>();
        for (int i = 0; i + 1 < braces.size(); i++) {
            if (isName(braces.get(i)) && Set.of("=", "!=", "=~", "!~").contains(braces.get(i + 1))) {
                labels.add(braces.get(i));
            }
        }
        return labels;
    }
}
