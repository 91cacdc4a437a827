package dev.florin.notification.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.event.Delivery;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.FlorinEvent;
import dev.florin.notification.Some;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import dev.florin.notification.feed.TypeFilter;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscrowDialectTest {
    private static final String BESIDE = "\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"seq\":42,\"id\":\"e-1\"}";

    private final EscrowDialect dialect = new EscrowDialect();

    private static Notice notice(FlorinEvent event) {
        return new Notice("e-1", event.type().wireName(), Some.NOON, Some.json(event), new Place.Stream(42), Some.NOON);
    }

    @Test
    void anUpdateHasTheSeedsFieldsFirst() {
        assertEquals(
                "{\"type\":\"escrow_update\",\"escrow_id\":\"x-1\",\"data\":{\"status\":\"HELD\",\"amount\":100.00,"
                        + "\"event_type\":\"funded\",\"buyer_id\":\"alice\",\"seller_id\":\"bob\",\"held_amount\":100.00,"
                        + "\"released_amount\":0.00,\"refunded_amount\":0.00,\"fee_amount\":0.00,\"currency\":\"USD\","
                        + "\"actor\":\"alice\"}," + BESIDE,
                dialect.text(notice(Some.escrowUpdate("x-1", "funded", "HELD"))));
    }

    @Test
    void aPayment() {
        assertEquals(
                "{\"type\":\"payment_status\",\"escrow_id\":\"x-1\",\"status\":\"captured\",\"amount\":100.00,"
                        + "\"currency\":\"USD\",\"order_id\":\"order_1\",\"payment_id\":\"pay_1\"," + BESIDE,
                dialect.text(notice(new EscrowEvent.PaymentStatus(
                        "x-1", "captured", new BigDecimal("100.00"), "USD", "order_1", "pay_1", null))));
    }

    @Test
    void aChangeOfState() {
        assertEquals(
                "{\"type\":\"status_change\",\"escrow_id\":\"x-1\",\"old_status\":\"INITIATED\",\"new_status\":\"HELD\","
                        + "\"actor\":\"alice\"," + BESIDE,
                dialect.text(notice(Some.statusChange("x-1", "INITIATED", "HELD"))));
    }

    @Test
    void aConfirmationIsAnUpdate() {
        assertEquals(
                "{\"type\":\"escrow_update\",\"escrow_id\":\"x-1\",\"data\":{\"status\":\"HELD\","
                        + "\"event_type\":\"confirmation_added\",\"user_id\":\"bob\",\"role\":\"seller\"}," + BESIDE,
                dialect.text(notice(new EscrowEvent.ConfirmationAdded("x-1", "bob", "seller", "HELD"))));
    }

    @Test
    void aDisputeIsAnUpdate() {
        assertEquals(
                "{\"type\":\"escrow_update\",\"escrow_id\":\"x-1\",\"data\":{\"status\":\"DISPUTED\","
                        + "\"event_type\":\"dispute_raised\",\"dispute_id\":\"d-1\",\"raised_by\":\"alice\","
                        + "\"reason\":\"It never came.\",\"held_amount\":100.00,\"currency\":\"USD\"}," + BESIDE,
                dialect.text(notice(new EscrowEvent.DisputeRaised(
                        "x-1", "d-1", "alice", "It never came.", new BigDecimal("100.00"), "USD"))));
    }

    @ParameterizedTest
    @CsvSource({
        "release, 99.00, 0.00, RELEASED, RELEASED",
        "refund, 0.00, 70.00, RELEASED, RELEASED",
        "release, 99.00, 0.00,, RELEASED",
        "refund, 0.00, 100.00,, REFUNDED",
        "split, 49.50, 50.00,, RELEASED"
    })
    void aDecisionIsAnUpdate(
            String outcome, BigDecimal released, BigDecimal refunded, @Nullable String said, String status) {
        assertEquals(
                "{\"type\":\"escrow_update\",\"escrow_id\":\"x-1\",\"data\":{\"status\":\"" + status
                        + "\",\"event_type\":\"dispute_resolved\",\"dispute_id\":\"d-1\",\"outcome\":\"" + outcome
                        + "\",\"released_amount\":" + released + ",\"refunded_amount\":" + refunded
                        + ",\"fee_amount\":0.50,\"currency\":\"USD\"}," + BESIDE,
                dialect.text(notice(new EscrowEvent.DisputeResolved(
                        "x-1", "d-1", outcome, released, refunded, new BigDecimal("0.50"), "USD", null, said))));
    }

    @Test
    void everyEventOfEscrowsHasWordsAndNoOtherHas() {
        for (FlorinEvent event : dev.florin.common.Some.events()) {
            boolean isOfEscrow = event instanceof EscrowEvent;
            assertEquals(isOfEscrow, dialect.text(notice(event)) != null, event.type() + "");
            assertEquals(
                    event instanceof EscrowEvent known
                            ? "escrow:" + known.escrowId()
                            : event.type().wireName(),
                    dialect.subject(notice(event)));
        }
    }

    @Test
    void whatANewerProducerSaysBesideGoesThrough() {
        Notice newer = new Notice(
                "e-1",
                "status_change",
                Some.NOON,
                "{\"escrow_id\":\"x-1\",\"old_status\":\"HELD\",\"new_status\":\"RELEASED\",\"actor\":\"a\",\"mood\":1}",
                new Place.Stream(42),
                Some.NOON);
        assertTrue(String.valueOf(dialect.text(newer)).contains("\"mood\":1"));
        assertNull(dialect.text(new Notice("e-1", "escrow_renamed", Some.NOON, "{}", new Place.Stream(42), Some.NOON)));
    }

    @Test
    void onlyTheStream() {
        assertFalse(dialect.shows(Delivery.LATEST));
        assertNull(dialect.text(new Notice(
                "e-1",
                "status_change",
                Some.NOON,
                Some.json(Some.statusChange("x-1", "HELD", "RELEASED")),
                new Place.Announcement(1),
                Some.NOON)));
    }

    @Test
    void signals() {
        assertEquals(
                "{\"type\":\"connected\",\"user_id\":\"alice\",\"timestamp\":\"2026-01-31T12:00:00.000Z\","
                        + "\"epoch\":7,\"seq\":41}",
                dialect.text(new Signal.Connected("alice", 41, 7, Some.NOON)));
        assertEquals(
                "{\"type\":\"pong\",\"timestamp\":\"2026-01-31T12:00:00.000Z\"}",
                dialect.text(new Signal.Pong(Some.NOON)));
        assertEquals(
                "{\"type\":\"subscribed\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"escrow_ids\":[\"a\",\"b\"]}",
                dialect.text(new Signal.Filtered(TypeFilter.only(Set.of("escrow:b", "escrow:a")), Some.NOON)));
        assertEquals(
                "{\"type\":\"refreshed\",\"timestamp\":\"2026-01-31T12:00:00.000Z\","
                        + "\"expires_at\":\"2026-01-31T12:00:00.000Z\"}",
                dialect.text(new Signal.Refreshed(Some.NOON, Some.NOON)));
        assertEquals(
                "{\"type\":\"resync\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"reason\":\"history-cut\","
                        + "\"epoch\":7,\"seq\":41}",
                dialect.text(new Signal.Resync("history-cut", 41, 7, Some.NOON)));
        assertEquals(
                "{\"type\":\"error\",\"code\":\"forbidden\",\"message\":\"You have no such escrow.\"}",
                dialect.text(new Signal.Failure("forbidden", "You have no such escrow.")));
    }

    @Test
    void commands() {
        assertEquals(
                new EscrowDialect.Follow("escrow:x-1"),
                dialect.command("{\"type\": \"subscribe\", \"escrow_id\": \"x-1\"}"));
        assertEquals(
                new Command.Unsubscribe(Set.of("escrow:x-1")),
                dialect.command("{\"type\": \"unsubscribe\", \"escrow_id\": \"x-1\"}"));
        assertEquals(new Command.Ping(), dialect.command("{\"type\": \"ping\"}"));
        assertEquals(new Command.Ack(5), dialect.command("{\"type\":\"ack\",\"seq\":5}"));
        assertEquals(
                new Command.Resume(5, OptionalLong.of(7)),
                dialect.command("{\"type\":\"resume\",\"since\":5,\"epoch\":7}"));
        assertEquals(new Command.Refresh("t"), dialect.command("{\"type\":\"refresh\",\"token\":\"t\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"escrow_id\":7}",
                "{\"type\":\"subscribe\",\"escrow_id\":\"\"}",
                "{\"type\":\"subscribe\",\"escrow_id\":\"../users\"}",
                "{\"type\":\"subscribe\",\"escrow_id\":\"x?y\"}",
                "{\"type\":\"unsubscribe\"}",
                "{\"type\":\"request_data\"}"
            })
    void whatItDoesNotUnderstand(String said) {
        assertTrue(dialect.command(said) instanceof Command.Unknown);
    }
}
