package dev.florin.wallet.history;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A time from its start, inclusive, to its end, exclusive, in UTC; null is open.
 *
 * <p>Times are shown in milliseconds and kept in microseconds: an instant that a client names means all of the
 * millisecond that it was shown, or it would miss the very movement from which it was copied.
 */
record Period(@Nullable Instant from, @Nullable Instant until) {
    /** From the beginning to now. */
    static final Period ALWAYS = new Period(null, null);

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    /**
     * Reads the first and the last instant or day that a client asks for; both are included.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST} if one is neither, or if they are in the wrong order
     */
    static Period of(@Nullable String startDate, @Nullable String endDate) {
        Instant from = startDate == null ? null : read("start_date", startDate, day -> day, instant -> instant);
        Instant until = endDate == null ? null : read("end_date", endDate, day -> day.plusDays(1), Period::after);
        if (from != null && until != null && !from.isBefore(until)) {
            throw Required.invalid("end_date", "is before start_date");
        }
        return new Period(from, until);
    }

    /** Whether it leaves nothing out. */
    boolean isOpen() {
        return from == null && until == null;
    }

    static Period of(YearMonth month) {
        return new Period(startOf(month), startOf(month.plusMonths(1)));
    }

    static Instant startOf(YearMonth month) {
        return startOf(month.atDay(1));
    }

    /**
     * Reads an RFC 3339 instant.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}
     */
    static Instant instant(String field, String text) {
        return read(
                field,
                text,
                _ -> {
                    throw new DateTimeException("a day is no instant");
                },
                instant -> instant);
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    static YearMonth month(String field, String text) {
        try {
            YearMonth month = YearMonth.parse(text);
            requireSensible(month.getYear());
            return month;
        } catch (DateTimeException e) {
            throw Required.invalid(field, "is a month as YYYY-MM");
        }
    }

    /** The end of the moment that a client means by an instant. */
    static Instant after(Instant instant) {
        boolean wholeMillis = instant.truncatedTo(ChronoUnit.MILLIS).equals(instant);
        return wholeMillis
                ? instant.plusMillis(1)
                : instant.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS);
    }

    private static Instant read(
            String field, String text, Function<LocalDate, LocalDate> ofDay, Function<Instant, Instant> ofInstant) {
        try {
            if (text.length() == "2026-01-31".length()) {
                LocalDate day = LocalDate.parse(text);
                requireSensible(day.getYear());
                return startOf(ofDay.apply(day));
            }
            // A plus sign that nobody escaped has become a space on its way.
            OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', '+'));
            requireSensible(time.getYear());
            return ofInstant.apply(time.toInstant());
        } catch (DateTimeException e) {
            throw Required.invalid(field, "is an RFC 3339 time with its offset, or a day");
        }
    }

    private static void requireSensible(int year) {
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw new DateTimeException("no money moved in the year " + year);
        }
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
