package dev.florin.notification.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.notification.Upgrades;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timelines, on tables of earlier versions. */
class TimelineUpgradeTest {
    /** Nobody knows when it was acknowledged, if that was before times were kept. */
    @ParameterizedTest
    @CsvSource({"3, false", "8, false", "10, true", "13, true"})
    void whatWasAcknowledgedBeforeIsSaidToBe(int version, boolean timed) {
        List<Timeline.Step> steps = new TimelineStore(Upgrades.from(version).application()).of("u1", "event 49 to u1");
        assertEquals(
                List.of(timed),
                steps.stream()
                        .filter(step -> step.event() == Timeline.Event.ACKED)
                        .map(step -> step.at() != null)
                        .toList());
        assertEquals(Timeline.Event.COMMITTED, steps.getFirst().event());
    }
}
