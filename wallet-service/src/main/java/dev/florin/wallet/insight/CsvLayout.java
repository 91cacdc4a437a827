package dev.florin.wallet.insight;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a bank writes its CSV.
 *
 * @param columns the header of each column, where it is not the column's own name
 * @param separator of fields; null finds it out
 * @param decimalComma whether {@code 1.234,56} is meant, and not {@code 1,234.56}
 * @param dates how dates are written
 * @param currency of lines that do not say it
 * @param charset of the file
 */
record CsvLayout(
        Map<Column, String> columns,
        @Nullable Character separator,
        boolean decimalComma,
        DateTimeFormatter dates,
        @Nullable Asset currency,
        Charset charset) {
    private static final Map<String, Character> SEPARATORS = Map.of("comma", ',', "semicolon", ';', "tab", '\t');
    private static final Map<String, Charset> CHARSETS = Map.of(
            "utf-8", StandardCharsets.UTF_8,
            "iso-8859-1", StandardCharsets.ISO_8859_1);
    private static final Pattern POINTED = Pattern.compile("[+-]?(\\d{1,3}(,\\d{3})+|\\d+)(\\.\\d+)?");
    private static final Pattern WITH_COMMA = Pattern.compile("[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d+)?");
    private static final Pattern BLANKS = Pattern.compile("[ \\u00a0\\u202f]");
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** What can stand in a file. */
    enum Column {
        REFERENCE,
        DATE,
        AMOUNT,
        CURRENCY,
        MERCHANT,
        DESCRIPTION,
        STATUS;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What {@code reference,date,amount,currency,merchant,description,status} needs. */
    static final CsvLayout DEFAULT = new CsvLayout(Map.of(), null, false, ISO, null, StandardCharsets.UTF_8);

    /**
     * Reads it from the parameters of a request; what is null is as in {@link #DEFAULT}.
     *
     * @param decimal {@code point} or {@code comma}
     * @param dateFormat a pattern of {@link DateTimeFormatter}: {@code dd.MM.uuuu}
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}, {@link ProblemType#UNKNOWN_ASSET}
     */
    static CsvLayout of(
            Map<Column, String> columns,
            @Nullable String separator,
            @Nullable String decimal,
            @Nullable String dateFormat,
            @Nullable String currency,
            @Nullable String charset) {
        return new CsvLayout(
                columns,
                separator == null ? null : choice("separator", separator, SEPARATORS),
                decimal != null && choice("decimal", decimal, Map.of("point", false, "comma", true)),
                dateFormat == null ? ISO : pattern(dateFormat),
                currency == null ? null : Asset.of(currency),
                charset == null ? StandardCharsets.UTF_8 : choice("charset", charset, CHARSETS));
    }

    /** The header under which a column stands. */
    String header(Column column) {
        return columns.getOrDefault(column, column.wireName());
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST}, and those of {@link Money#of} */
    Money amount(String text, Asset asset) {
        String digits = BLANKS.matcher(text).replaceAll("");
        if (!(decimalComma ? WITH_COMMA : POINTED).matcher(digits).matches()) {
            throw FeedItem.bad("Its amount is not a number with a decimal " + (decimalComma ? "comma." : "point."));
        }
        String plain = decimalComma ? digits.replace(".", "").replace(',', '.') : digits.replace(",", "");
        return Money.of(new BigDecimal(plain), asset);
    }

    /**
     * A date without a time is its first moment; without an offset, it is in UTC.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    Instant date(String text) {
        try {
            TemporalAccessor parsed = dates.parse(text.strip());
            LocalDate day = Optional.ofNullable(parsed.query(TemporalQueries.localDate()))
                    .orElseThrow(() -> FeedItem.bad("Its date has no day."));
            LocalTime time = Optional.ofNullable(parsed.query(TemporalQueries.localTime()))
                    .orElse(LocalTime.MIDNIGHT);
            ZoneOffset offset = parsed.isSupported(ChronoField.OFFSET_SECONDS)
                    ? ZoneOffset.ofTotalSeconds(parsed.get(ChronoField.OFFSET_SECONDS))
                    : ZoneOffset.UTC;
            return day.atTime(time).toInstant(offset);
        } catch (DateTimeException e) {
            throw FeedItem.bad("Its date is not written as it should be.");
        }
    }

    private static <T> T choice(String name, String value, Map<String, T> choices) {
        T chosen = choices.get(value.toLowerCase(Locale.ROOT));
        if (chosen == null) {
            throw Required.invalid(
                    name, "is one of " + choices.keySet().stream().sorted().toList());
        }
        return chosen;
    }

    private static DateTimeFormatter pattern(String text) {
        Required.atMost(40, "date_format", text);
        try {
            // Strict, or 30 February were the 28th; and a strict year of an era, which y is, would have to say the era.
            return DateTimeFormatter.ofPattern(text.replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw Required.invalid("date_format", "is a pattern such as dd.MM.uuuu");
        }
    }
}
