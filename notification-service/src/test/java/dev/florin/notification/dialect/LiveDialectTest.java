package dev.florin.notification.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.event.FlorinEvent;
import dev.florin.notification.Some;
import dev.florin.notification.dashboard.BoardFrames;
import dev.florin.notification.dashboard.BoardFrames.Part;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveDialectTest {
    private final LiveDialect dialect = new LiveDialect();

    @ParameterizedTest
    @CsvSource({
        "request_data, DASHBOARD",
        "request_pending, PENDING",
        "request_hourly, HOURLY",
        "request_categories, CATEGORIES"
    })
    void requests(String command, Part part) {
        assertEquals(new LiveDialect.Request(part), dialect.command("{\"command\": \"" + command + "\"}"));
    }

    @Test
    void commands() {
        assertEquals(new Command.Ping(), dialect.command("{\"command\": \"ping\"}"));
        assertEquals(new LiveDialect.AutoCategorise(), dialect.command("{\"command\": \"auto_categorize\"}"));
        assertEquals(new Command.Refresh("t"), dialect.command("{\"command\":\"refresh\",\"token\":\"t\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ping", "{}", "{\"type\":\"ping\"}", "{\"command\":\"resume\"}", "{\"command\":1}"})
    void whatItDoesNotUnderstand(String said) {
        assertTrue(dialect.command(said) instanceof Command.Unknown);
    }

    @Test
    void signals() {
        assertEquals(
                "{\"type\":\"pong\",\"timestamp\":\"2026-01-31T12:00:00.000Z\"}",
                dialect.text(new Signal.Pong(Some.NOON)));
        assertEquals(
                "{\"type\":\"refreshed\",\"timestamp\":\"2026-01-31T12:00:00.000Z\","
                        + "\"expires_at\":\"2026-01-31T12:00:00.000Z\"}",
                dialect.text(new Signal.Refreshed(Some.NOON, Some.NOON)));
        assertEquals(
                "{\"type\":\"error\",\"code\":\"figures-unavailable\",\"message\":\"No.\"}",
                dialect.text(new Signal.Failure("figures-unavailable", "No.")));
        assertNull(dialect.text(new Signal.Connected("alice", 1, 1, Some.NOON)));
        assertNull(dialect.text(new Signal.Filtered(TypeFilter.ALL, Some.NOON)));
        assertNull(dialect.text(new Signal.Resync("history-cut", 1, 1, Some.NOON)));
    }

    @Test
    void whatItsDeskSays() {
        assertEquals(
                "{\"type\":\"auto_categorize_result\",\"categorized\":5,\"timestamp\":\"2026-01-31T12:00:00.000Z\"}",
                BoardFrames.categorised(5, Some.NOON));
    }

    @Test
    void noEventIsShown() {
        for (FlorinEvent event : dev.florin.common.Some.events()) {
            assertNull(dialect.text(new Notice(
                    "e-1", event.type().wireName(), Some.NOON, Some.json(event), new Place.Stream(1), Some.NOON)));
        }
    }
}
