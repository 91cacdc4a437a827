package dev.florin.wallet.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says what a payment was for, by who was paid. What the user chose for a merchant before wins over every rule; of the
 * rules, the one with the longest words wins, because it knows more.
 */
final class Categoriser {
    private static final Pattern CATEGORY = Pattern.compile("[a-z][a-z0-9_-]{0,39}");
    private static final Pattern SEPARATOR = Pattern.compile("\\s*[:,]\\s*");

    private final List<Rule> rules;
    private final Map<String, String> choices;

    /** @param words as they stand in the key of a merchant, whole */
    record Rule(String words, String category) {
        boolean fits(Merchant merchant) {
            return (" " + merchant.key() + " ").contains(" " + words + " ");
        }
    }

    /** Where a category comes from. */
    enum By {
        USER("user"),
        RULE("rule"),
        HISTORY("history");

        private final String wireName;

        By(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /** @param reason for the user, in words */
    record Guess(String category, By by, String reason) {}

    /** @param choices of this user, by key of the merchant */
    Categoriser(List<Rule> rules, Map<String, String> choices) {
        this.rules = rules;
        this.choices = Map.copyOf(choices);
    }

    /**
     * Reads rules: a category, a colon, and words that stand for it, separated by commas; {@code #} begins a comment.
     *
     * @throws IllegalArgumentException for anything else, and for words that stand for two categories
     */
    static List<Rule> rules(List<String> lines) {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = SEPARATOR.split(line.strip(), -1);
            for (String words : List.of(parts).subList(1, parts.length)) {
                Rule rule = new Rule(words, parts[0]);
                boolean isGood =
                        isCategory(parts[0]) && Merchant.of(words).key().equals(words);
                if (!isGood || rules.putIfAbsent(words, rule) != null) {
                    throw new IllegalArgumentException("not a rule, or there twice: '" + words + "' in: " + line);
                }
            }
        }
        List<Rule> longestFirst = new ArrayList<>(rules.values());
        longestFirst.sort(Comparator.comparingInt((Rule rule) -> rule.words().length())
                .reversed()
                .thenComparing(Rule::words));
        return List.copyOf(longestFirst);
    }

    static boolean isCategory(String text) {
        return CATEGORY.matcher(text).matches();
    }

    /** Empty if nothing is known about the merchant. */
    Optional<Guess> guess(Merchant merchant) {
        String chosen = choices.get(merchant.key());
        if (chosen != null) {
            return Optional.of(
                    new Guess(chosen, By.HISTORY, "You chose " + chosen + " for " + merchant.name() + " before."));
        }
        return rules.stream()
                .filter(rule -> rule.fits(merchant))
                .findFirst()
                .map(rule -> new Guess(
                        rule.category(), By.RULE, "'" + rule.words() + "' usually means " + rule.category() + "."));
    }
}
