package dev.florin.notification.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.FlorinEvent;
import dev.florin.notification.Some;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifyDialectTest {
    private static final String AT = "\"timestamp\":\"2026-01-31T12:00:00.000Z\"";

    private final NotifyDialect dialect = new NotifyDialect();

    private static Notice notice(FlorinEvent event, Place place) {
        return new Notice("e-1", event.type().wireName(), Some.NOON, Some.json(event), place, Some.NOON);
    }

    @Test
    void anAlert() {
        FlorinEvent large = new AlertEvent.LargeDeduction(
                "a-1",
                "alice",
                "w-1",
                "t-1",
                new BigDecimal("500.00"),
                new BigDecimal("100.00"),
                "RON",
                "Large transaction detected!");
        assertEquals(
                "{\"type\":\"alert\",\"data\":{\"message\":\"Large transaction detected!\",\"amount\":500.00,"
                        + "\"currency\":\"RON\",\"event_type\":\"large_deduction\",\"details\":" + Some.json(large)
                        + "}," + AT + ",\"seq\":42,\"id\":\"e-1\"}",
                dialect.text(notice(large, new Place.Stream(42))));
    }

    @Test
    void aNotification() {
        FlorinEvent added = dev.florin.common.Some.creditAdded();
        assertEquals(
                "{\"type\":\"notification\",\"data\":{\"message\":\"You received 12.50 USD from alice. New balance:"
                        + " 112.50 USD.\",\"amount\":12.50,\"currency\":\"USD\",\"event_type\":\"credit_added\","
                        + "\"details\":" + Some.json(added) + "}," + AT + ",\"seq\":42,\"id\":\"e-1\"}",
                dialect.text(notice(added, new Place.Stream(42))));
    }

    /** Of an escrow, what its parties have to look at. */
    @Test
    void aDisputeIsAnAlert() {
        FlorinEvent raised =
                new EscrowEvent.DisputeRaised("e", "d", "alice", "It never arrived.", new BigDecimal("100.00"), "USD");
        assertEquals(
                "{\"type\":\"alert\",\"data\":{\"message\":\"A dispute was raised: 100.00 USD stay in escrow until it is"
                        + " decided.\",\"amount\":100.00,\"currency\":\"USD\",\"event_type\":\"dispute_raised\","
                        + "\"details\":{\"escrow_id\":\"e\",\"dispute_id\":\"d\",\"raised_by\":\"alice\","
                        + "\"reason\":\"It never arrived.\",\"held_amount\":100.00,\"currency\":\"USD\"}}," + AT
                        + ",\"seq\":42,\"id\":\"e-1\"}",
                dialect.text(notice(raised, new Place.Stream(42))));
        FlorinEvent decided = new EscrowEvent.DisputeResolved(
                "e",
                "d",
                "split",
                new BigDecimal("49.50"),
                new BigDecimal("50.00"),
                new BigDecimal("0.50"),
                "USD",
                "Half of it arrived.",
                null);
        assertEquals(
                "{\"type\":\"alert\",\"data\":{\"message\":\"The dispute was decided: 49.50 USD go to the seller, 50.00"
                        + " USD back to the buyer.\",\"currency\":\"USD\",\"event_type\":\"dispute_resolved\","
                        + "\"details\":" + Some.json(decided) + "}," + AT + ",\"seq\":43,\"id\":\"e-1\"}",
                dialect.text(notice(decided, new Place.Stream(43))));
    }

    @Test
    void whatEveryoneIsToldHasNoSeq() {
        assertEquals(
                "{\"type\":\"alert\",\"data\":{\"message\":\"Down at noon.\",\"event_type\":\"system_alert\","
                        + "\"details\":{\"message\":\"Down at noon.\",\"severity\":\"warning\"}}," + AT
                        + ",\"id\":\"e-1\"}",
                dialect.text(
                        notice(new FlorinEvent.SystemAlert("Down at noon.", "warning"), new Place.Announcement(3))));
    }

    @Test
    void whatAnotherDeviceHasRead() {
        String data = "{\"ids\":[\"e-1\"],\"state\":\"read\",\"unread_count\":0,\"seq\":1,\"version\":1}";
        assertEquals(
                "{\"type\":\"notification_state\",\"data\":" + data + "," + AT + ",\"id\":\"s-1\"}",
                dialect.text(
                        new Notice("s-1", "notification_state", Some.NOON, data, new Place.Passing(null), Some.NOON)));
    }

    @Test
    void whatElsePassesHasNoWord() {
        for (String type : List.of("presence", "typing", "chat_members")) {
            assertNull(dialect.text(new Notice("p-1", type, Some.NOON, "{}", new Place.Passing(null), Some.NOON)));
        }
    }

    /** A movement of money is told once, whatever number of events it has. */
    @Test
    void whatIsShown() {
        Set<String> shown = dev.florin.common.Some.events().stream()
                .filter(event -> dialect.text(notice(event, new Place.Stream(1))) != null)
                .map(event -> event.type().wireName())
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "credit_added",
                        "credit_deducted",
                        "instant_refund",
                        "refund_failed",
                        "transaction_failed",
                        "payment_failed",
                        "limit_exceeded",
                        "large_deduction",
                        "rapid_transactions",
                        "negative_balance",
                        "security_alert",
                        "system_alert",
                        "dispute_raised",
                        "dispute_resolved",
                        "kyc_status",
                        "card_activity"),
                shown);
        assertNull(dialect.text(new Notice("e", "from_the_future", Some.NOON, "{}", new Place.Stream(1), Some.NOON)));
    }

    @Test
    void signals() {
        assertEquals("{\"type\":\"pong\"," + AT + "}", dialect.text(new Signal.Pong(Some.NOON)));
        assertEquals(
                "{\"type\":\"resync\"," + AT + ",\"reason\":\"history-cut\",\"epoch\":7,\"seq\":41}",
                dialect.text(new Signal.Resync("history-cut", 41, 7, Some.NOON)));
        assertEquals(
                "{\"type\":\"refreshed\"," + AT + ",\"expires_at\":\"2026-01-31T12:00:00.000Z\"}",
                dialect.text(new Signal.Refreshed(Some.NOON, Some.NOON)));
        assertEquals(
                "{\"type\":\"error\",\"code\":\"c\",\"message\":\"m\"}", dialect.text(new Signal.Failure("c", "m")));
        assertNull(dialect.text(new Signal.Connected("alice", 41, 7, Some.NOON)));
    }

    @Test
    void commands() {
        assertEquals(new Command.Ping(), dialect.command("{\"command\":\"ping\"}"));
        assertEquals(new Command.Ack(5), dialect.command("{\"command\":\"ack\",\"seq\":5}"));
        assertEquals(
                new Command.Resume(5, OptionalLong.empty()), dialect.command("{\"command\":\"resume\",\"since\":5}"));
        assertEquals(new Command.Refresh("t"), dialect.command("{\"command\":\"refresh\",\"token\":\"t\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"type\":\"ping\"}", "{\"command\":\"request_data\"}"})
    void whatItDoesNotUnderstand(String said) {
        assertTrue(dialect.command(said) instanceof Command.Unknown);
    }
}
