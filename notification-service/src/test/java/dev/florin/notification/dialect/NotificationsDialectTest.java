package dev.florin.notification.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.florin.notification.Some;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NotificationsDialectTest {
    private static final String DATA =
            "{\"packet_id\":\"550e8400-e29b-41d4-a716-446655440000\",\"claim_amount\":1000000000000}";

    private final NotificationsDialect dialect = new NotificationsDialect();

    @Test
    void anEventOfTheStream() {
        assertEquals(
                "{\"type\":\"red_packet_claimed\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"data\":" + DATA
                        + ",\"seq\":42,\"id\":\"e-1\"}",
                dialect.text(notice(new Place.Stream(42))));
    }

    @Test
    void whatIsNotOfTheStreamHasNoSeq() {
        String expected = "{\"type\":\"red_packet_claimed\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"data\":" + DATA
                + ",\"id\":\"e-1\"}";
        assertEquals(expected, dialect.text(notice(new Place.Latest("key", 1))));
        assertEquals(expected, dialect.text(notice(new Place.Announcement(3))));
    }

    @Test
    void signals() {
        assertEquals(
                "{\"type\":\"connected\",\"timestamp\":\"2026-01-31T12:00:00.000Z\","
                        + "\"data\":{\"user_id\":\"alice\",\"epoch\":7},\"seq\":41}",
                dialect.text(new Signal.Connected("alice", 41, 7, Some.NOON)));
        assertEquals(
                "{\"type\":\"pong\",\"timestamp\":\"2026-01-31T12:00:00.000Z\"}",
                dialect.text(new Signal.Pong(Some.NOON)));
        assertEquals(
                "{\"type\":\"subscribed\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"data\":{\"types\":[\"a\",\"b\"]}}",
                dialect.text(new Signal.Filtered(TypeFilter.only(Set.of("b", "a")), Some.NOON)));
        assertEquals(
                "{\"type\":\"subscribed\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"data\":{\"except\":[\"a\"]}}",
                dialect.text(new Signal.Filtered(TypeFilter.ALL.without(Set.of("a")), Some.NOON)));
        assertEquals(
                "{\"type\":\"refreshed\",\"timestamp\":\"2026-01-31T12:00:00.000Z\","
                        + "\"data\":{\"expires_at\":\"2026-01-31T12:00:00.000Z\"}}",
                dialect.text(new Signal.Refreshed(Some.NOON, Some.NOON)));
        assertEquals(
                "{\"type\":\"resync\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"reason\":\"history-cut\","
                        + "\"data\":{\"epoch\":7},\"seq\":41}",
                dialect.text(new Signal.Resync("history-cut", 41, 7, Some.NOON)));
        assertEquals(
                "{\"type\":\"error\",\"code\":\"bad-json\",\"message\":\"No.\"}",
                dialect.text(new Signal.Failure("bad-json", "No.")));
    }

    @Test
    void commands() {
        assertEquals(
                new Command.Subscribe(Set.of("red_packet_claimed", "transaction_finalized")), dialect.command("""
                        {"type":"subscribe","data":{"types":["red_packet_claimed","transaction_finalized"]}}"""));
        assertEquals(
                new Command.Unsubscribe(Set.of("system_alert")),
                dialect.command("{\"type\":\"unsubscribe\",\"data\":{\"types\":[\"system_alert\"]}}"));
        assertEquals(new Command.Ping(), dialect.command("{\"type\":\"ping\"}"));
        assertEquals(new Command.Ack(5), dialect.command("{\"type\":\"ack\",\"seq\":5}"));
        assertEquals(new Command.Ack(5), dialect.command("{\"type\":\"ack\",\"data\":{\"seq\":5}}"));
        assertEquals(new Command.Resume(5, OptionalLong.empty()), dialect.command("{\"type\":\"resume\",\"since\":5}"));
        assertEquals(
                new Command.Resume(5, OptionalLong.of(7)),
                dialect.command("{\"type\":\"resume\",\"since\":5,\"epoch\":7}"));
        assertEquals(new Command.Refresh("t"), dialect.command("{\"type\":\"refresh\",\"token\":\"t\"}"));
        assertInstanceOf(Command.Unknown.class, dialect.command(""));
        assertInstanceOf(Command.Unknown.class, dialect.command("{\"type\":5}"));
        assertEquals(
                new Command.Unknown("bad-json", "This could not be read as JSON."),
                dialect.command("{\"type\":\"ack\",\"seq\":9e23372036854775808}"));
        assertInstanceOf(Command.Unknown.class, dialect.command("{\"type\":\"ack\",\"seq\":99999999999999999999}"));
    }

    @Test
    void whatPeopleSayToEachOther() {
        UUID room = UUID.fromString("019c1337-0000-7000-8000-000000000009");
        assertEquals(new NotificationsDialect.ChatSend(room, "hi", "m-1"), dialect.command("""
                        {"type":"chat_send","data":{"room_id":"019c1337-0000-7000-8000-000000000009","text":"hi",
                         "client_message_id":"m-1"}}"""));
        assertEquals(new NotificationsDialect.Typing(room, false), dialect.command("""
                        {"type":"typing","data":{"room_id":"019c1337-0000-7000-8000-000000000009","typing":false}}"""));
        assertEquals(
                new NotificationsDialect.Away(true),
                dialect.command("{\"type\":\"presence\",\"data\":{\"status\":\"away\"}}"));
        assertEquals(
                new NotificationsDialect.Away(false), dialect.command("{\"type\":\"presence\",\"status\":\"online\"}"));
        assertInstanceOf(
                Command.Unknown.class, dialect.command("{\"type\":\"presence\",\"data\":{\"status\":\"offline\"}}"));
        assertInstanceOf(
                Command.Unknown.class, dialect.command("{\"type\":\"typing\",\"room_id\":\"1\",\"typing\":true}"));
    }

    @Test
    void aTokenIsNeverShownNorWhatPeopleSay() {
        assertEquals("Refresh", new Command.Refresh("secret").toString());
        assertEquals("ChatSend", new NotificationsDialect.ChatSend(new UUID(0, 1), "secret", "m").toString());
    }

    private static Notice notice(Place place) {
        return new Notice("e-1", "red_packet_claimed", Some.NOON, DATA, place, Some.NOON);
    }
}
