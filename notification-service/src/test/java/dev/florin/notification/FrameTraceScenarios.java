package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.Spans;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.TypeFilter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A trace goes on to the frame, also where another node than the one that took the event in sends it, or a later day.
 */
abstract class FrameTraceScenarios {
    private static final Duration SELDOM = Duration.ofHours(1);
    private static final Duration BRIEF = Duration.ofSeconds(10);

    private final Service first = Service.underTest();
    private final String user = Some.user();
    private final String trace = Spans.trace();
    private Node second;

    /** Not where it is declared: the framework makes two instances of a test, and stops one. */
    @BeforeEach
    void start() {
        second = new Node(SELDOM);
    }

    @AfterEach
    void stop() {
        second.stop();
    }

    private EventEnvelope traced(FlorinEvent event) {
        return EventEnvelope.of(
                UUID.randomUUID().toString(), "/test", Some.NOON, event, List.of(user), null, Spans.traceparent(trace));
    }

    private static void showsFrames(Node node, String trace, int count) {
        Eventually.holds(count + " frames are shown", () -> node.spans.of(trace).size() == count);
        for (SpanData span : node.spans.of(trace)) {
            assertEquals("frame notifications", span.getName());
            assertTrue(span.getEndEpochNanos() - span.getStartEpochNanos() < BRIEF.toNanos(), span::toString);
        }
    }

    @Test
    void aFrameOfAnotherNodeStandsInTheTraceAndSoDoesOneOfWhoComesBack() {
        second.connect(user);
        first.tell(traced(Some.paymentOf(1)));
        showsFrames(second, trace, 1);
        assertEquals("b7ad6b7169203331", second.spans.of(trace).getFirst().getParentSpanId());
        second.disconnect(user);
        second.connect(user, new FeedSession.Wish(TypeFilter.ALL, OptionalLong.of(0), OptionalLong.empty()));
        showsFrames(second, trace, 2);
    }

    @Test
    void aValueThatAnotherNodeReadsStandsInTheTrace() {
        second.connect(user);
        first.tell(traced(Some.balanceOf("w-" + user, 1, "1.00")));
        showsFrames(second, trace, 1);
    }

    @Test
    void aFrameForEveryoneStandsInTheTraceOfTheRequest() {
        FakeWire wire = second.connect(user);
        first.asAdmin()
                .contentType("application/json")
                .header("traceparent", Spans.traceparent(trace))
                .body("{\"type\":\"system_alert\",\"data\":{\"message\":\"" + trace + "\",\"severity\":\"info\"}}")
                .post("/api/admin/websocket/broadcast")
                .then()
                .statusCode(200);
        showsFrames(second, trace, 1);
        assertTrue(wire.written.stream().anyMatch(text -> text.contains(trace)), wire.written::toString);
    }

    @Test
    void whatPassesIsFollowedToTheOtherNode() {
        Node third = new Node(SELDOM);
        try {
            FakeWire wire = third.connect(user);
            Node.awaitHearing(second.passing, user, wire);
            second.passing.pass(
                    List.of(user),
                    new Notice(
                            "passing",
                            "typing",
                            Some.NOON,
                            "{}",
                            new Place.Passing(null),
                            Some.NOON,
                            Spans.traceparent(trace)));
            showsFrames(third, trace, 1);
        } finally {
            third.stop();
        }
    }
}
