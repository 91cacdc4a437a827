package dev.florin.common.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.id.Ids;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final int ROWS = 10_000;

    @Test
    void noTwoEventsHaveTheSameIdAlsoWhenTheirRowsAreOfTheSameMillisecond() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < ROWS; i++) {
            OutboxRow row = new OutboxRow(i, Ids.fresh(), "{}");
            for (int index = 0; index < Outbox.MAX_EVENTS_PER_ROW; index++) {
                ids.add(Outbox.eventId(row, index));
            }
        }
        assertEquals(ROWS * Outbox.MAX_EVENTS_PER_ROW, ids.size());
    }

    @Test
    void eventIdsAreUuidsOfTheRowsTimeAndInTheOrderOfTheEvents() {
        OutboxRow row = new OutboxRow(1, UUID.fromString("01990000-0000-7abc-8000-0000000000ff"), "{}");
        assertEquals("01990000-0000-7abc-8000-000000000ff0", Outbox.eventId(row, 0));
        assertEquals("01990000-0000-7abc-8000-000000000fff", Outbox.eventId(row, 15));
        UUID event = UUID.fromString(Outbox.eventId(new OutboxRow(2, Ids.fresh(), "{}"), 3));
        assertEquals(7, event.version());
        assertEquals(2, event.variant());
    }

    @Test
    void seventeenthEventOfARowIsRefused() {
        OutboxRow row = new OutboxRow(1, Ids.fresh(), "{}");
        assertThrows(IllegalArgumentException.class, () -> Outbox.eventId(row, 16));
        assertThrows(IllegalArgumentException.class, () -> Outbox.eventId(row, -1));
    }
}
