package dev.florin.wallet.insight;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who was paid.
 *
 * @param name as people read it
 * @param key the same for all spellings and branches of one merchant: {@code McDonald's #1234} and {@code MCDONALDS 88}
 *     are both {@code mcdonalds}
 */
record Merchant(String name, String key) {
    static final Merchant UNKNOWN = new Merchant("Unknown", "unknown");

    private static final int MAX_NAME = 140;
    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00a0]+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern APOSTROPHES = Pattern.compile("['’`´.]");
    private static final Pattern NO_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    /** Numbers of branches, terminals and receipts; a number that belongs to a name, as in 3M, has a letter. */
    private static final Pattern NUMBERS = Pattern.compile("(?<![^ ])\\p{N}+(?![^ ])");

    /** Reads it from the first of these texts that says something. */
    static Merchant of(String... texts) {
        for (String text : texts) {
            String name = cut(BLANKS.matcher(text).replaceAll(" ").strip(), MAX_NAME);
            if (!name.isEmpty()) {
                String key = key(name);
                return new Merchant(name, key.isEmpty() ? name.toLowerCase(Locale.ROOT) : key);
            }
        }
        return UNKNOWN;
    }

    private static String key(String name) {
        String plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        String words =
                NO_WORDS.matcher(APOSTROPHES.matcher(plain).replaceAll("")).replaceAll(" ");
        return cut(
                BLANKS.matcher(NUMBERS.matcher(words).replaceAll(" "))
                        .replaceAll(" ")
                        .strip(),
                MAX_NAME);
    }

    /** The first characters of a text, without half of one at the end. */
    static String cut(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(characters - 1)) ? characters - 1 : characters);
    }
}
