package dev.florin.notification.preference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.problem.FlorinException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // hours, zone, moment, when it stops being quiet
                "22:00-07:00 | Europe/Berlin | 2026-01-10T20:59:59Z | ",
                "22:00-07:00 | Europe/Berlin | 2026-01-10T21:00:00Z | 2026-01-11T06:00:00Z",
                "22:00-07:00 | Europe/Berlin | 2026-01-11T05:59:59Z | 2026-01-11T06:00:00Z",
                "22:00-07:00 | Europe/Berlin | 2026-01-11T06:00:00Z | ",
                "12:00-14:00 | Asia/Kolkata | 2026-01-10T06:30:00Z | 2026-01-10T08:30:00Z",
                "12:00-14:00 | Asia/Kolkata | 2026-01-10T08:30:00Z | ",
                // The night of 29 March 2026 is an hour shorter there: 02:00 is 03:00.
                "22:00-07:00 | Europe/Berlin | 2026-03-28T22:00:00Z | 2026-03-29T05:00:00Z",
                "22:00-02:30 | Europe/Berlin | 2026-03-28T22:00:00Z | 2026-03-29T01:00:00Z",
                "22:00-02:30 | Europe/Berlin | 2026-03-29T00:59:59Z | 2026-03-29T01:00:00Z",
                "22:00-02:30 | Europe/Berlin | 2026-03-29T01:00:00Z | ",
                "02:30-06:00 | Europe/Berlin | 2026-03-29T01:00:00Z | 2026-03-29T04:00:00Z",
                // The night of 25 October 2026 is an hour longer: 02:00 to 03:00 comes twice.
                "22:00-07:00 | Europe/Berlin | 2026-10-24T21:00:00Z | 2026-10-25T06:00:00Z",
                "22:00-02:30 | Europe/Berlin | 2026-10-24T23:00:00Z | 2026-10-25T00:30:00Z",
                "22:00-02:30 | Europe/Berlin | 2026-10-25T00:45:00Z | ",
                "22:00-02:30 | Europe/Berlin | 2026-10-25T01:15:00Z | 2026-10-25T01:30:00Z",
                "22:00-02:30 | Europe/Berlin | 2026-10-25T01:30:00Z | ",
                // A date line away, the day is another one.
                "22:00-07:00 | Pacific/Auckland | 2026-01-10T12:00:00Z | 2026-01-10T18:00:00Z",
            })
    void endWhenTheClockOnTheWallSaysSo(String hours, String zone, Instant at, Instant end) {
        QuietHours quiet = new QuietHours(hours.substring(0, 5), hours.substring(6), zone);
        assertEquals(Optional.ofNullable(end), quiet.endIfQuiet(at));
    }

    @ParameterizedTest
    @CsvSource({
        "22:00, 22:00, UTC, quiet_hours.end",
        "24:00, 07:00, UTC, quiet_hours.start",
        "22:00:00, 07:00, UTC, quiet_hours.start",
        "22:00, 7, UTC, quiet_hours.end",
        "22:00, 07:00, Berlin, quiet_hours.time_zone",
    })
    void refusesWhatIsNoTimeOrZone(String start, String end, String zone, String field) {
        FlorinException refusal = assertThrows(FlorinException.class, () -> new QuietHours(start, end, zone));
        assertEquals(field, refusal.errors().getFirst().field());
    }
}
