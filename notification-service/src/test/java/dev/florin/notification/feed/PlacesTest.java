package dev.florin.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places(new FeedLimits(10, 3, 2, 400, Duration.ofSeconds(30), 2));

    private int taken(int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += places.take() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void aNodeTakesNoMoreThanItsMemoryHolds() {
        places.takenElsewhere(5);
        assertEquals(3, taken(9));
        assertEquals(3, places.taken());
        assertEquals(0, places.free());
        places.giveBack();
        assertTrue(places.take());
    }

    @Test
    void whatIsTakenElsewhereIsNotFreeHere() {
        places.takenElsewhere(8);
        assertEquals(2, taken(9));
        places.takenElsewhere(11);
        places.giveBack();
        assertFalse(places.take());
        assertEquals(0, places.free());
        places.takenElsewhere(0);
        assertEquals(2, places.free());
        assertEquals(2, taken(9));
    }
}
