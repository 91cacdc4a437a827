package dev.florin.wallet.history;

import static dev.florin.wallet.history.ExportSlots.Wish.ALL_TAKEN;
import static dev.florin.wallet.history.ExportSlots.Wish.ENOUGH_FOR_ONE;
import static dev.florin.wallet.history.ExportSlots.Wish.GRANTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExportSlotsTest {
    private final ExportSlots slots = new ExportSlots(4);

    @Test
    void oneUserLeavesHalfOfThemToOthers() {
        assertEquals(GRANTED, slots.take("alice"));
        assertEquals(GRANTED, slots.take("alice"));
        assertEquals(ENOUGH_FOR_ONE, slots.take("alice"));
        assertEquals(GRANTED, slots.take("bob"));
        assertEquals(GRANTED, slots.take("carol"));
        assertEquals(ALL_TAKEN, slots.take("bob"));
        assertEquals(4, slots.taken());
    }

    @Test
    void whatIsGivenBackCanBeTakenAgainByAnybody() {
        for (String user : new String[] {"alice", "alice", "bob", "bob"}) {
            assertEquals(GRANTED, slots.take(user));
        }
        slots.giveBack("alice");
        assertEquals(GRANTED, slots.take("carol"));
        slots.giveBack("alice");
        assertEquals(GRANTED, slots.take("alice"));
        assertEquals(ALL_TAKEN, slots.take("alice"));
        slots.giveBack("bob");
        slots.giveBack("bob");
        slots.giveBack("alice");
        slots.giveBack("carol");
        assertEquals(0, slots.taken());
    }

    @Test
    void whereThereIsOnlyOneAnybodyMayHaveIt() {
        ExportSlots one = new ExportSlots(1);
        assertEquals(GRANTED, one.take("alice"));
        assertEquals(ENOUGH_FOR_ONE, one.take("alice"));
        assertEquals(ALL_TAKEN, one.take("bob"));
    }
}
