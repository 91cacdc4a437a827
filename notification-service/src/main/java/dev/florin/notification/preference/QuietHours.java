package dev.florin.notification.preference;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * The hours of each day in which a user does not want to be disturbed, by the clock on the user's wall: on the days
 * when that is put forward or back, they begin and end when it shows these times.
 *
 * @param start {@code HH:mm}, included
 * @param end {@code HH:mm}, excluded; if it is not after {@code start}, the hours go past midnight
 * @param timeZone of the IANA database: {@code Europe/Berlin}
 */
public record QuietHours(String start, String end, String timeZone) {
    private static final int LENGTH = "HH:mm".length();

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST} */
    public QuietHours {
        Required.field("quiet_hours.start", start);
        Required.field("quiet_hours.end", end);
        Required.field("quiet_hours.time_zone", timeZone);
        if (time("quiet_hours.start", start).equals(time("quiet_hours.end", end))) {
            throw Required.invalid("quiet_hours.end", "is another time than start");
        }
        zone(timeZone);
    }

    private static LocalTime time(String field, String text) {
        try {
            if (text.length() == LENGTH) {
                return LocalTime.parse(text);
            }
        } catch (DateTimeException e) {
            throw Required.invalid(field, "is a time like 22:00");
        }
        throw Required.invalid(field, "is a time like 22:00");
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Required.invalid("quiet_hours.time_zone", "is the name of a time zone like Europe/Berlin");
        }
    }

    /** @return when it stops being quiet; empty if it is not quiet at this moment */
    public Optional<Instant> endIfQuiet(Instant at) {
        ZonedDateTime local = at.atZone(zone(timeZone));
        LocalTime now = local.toLocalTime();
        LocalTime from = LocalTime.parse(start);
        LocalTime to = LocalTime.parse(end);
        boolean overMidnight = to.isBefore(from);
        boolean isQuiet =
                overMidnight ? !now.isBefore(from) || now.isBefore(to) : !now.isBefore(from) && now.isBefore(to);
        if (!isQuiet) {
            return Optional.empty();
        }
        LocalDate day =
                now.isBefore(to) ? local.toLocalDate() : local.toLocalDate().plusDays(1);
        return Optional.of(whenShown(day.atTime(to), local));
    }

    /**
     * The next moment at which the clock shows a time, or has passed it because it was put forward. Where it shows the
     * time twice, the first that is still to come.
     */
    private static Instant whenShown(LocalDateTime time, ZonedDateTime after) {
        ZoneOffsetTransition change = after.getZone().getRules().getTransition(time);
        if (change != null && change.isGap()) {
            return change.getInstant();
        }
        ZonedDateTime shown = time.atZone(after.getZone());
        return (shown.isAfter(after) ? shown : shown.withLaterOffsetAtOverlap()).toInstant();
    }
}
