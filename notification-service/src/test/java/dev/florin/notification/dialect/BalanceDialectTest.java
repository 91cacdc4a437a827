package dev.florin.notification.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.florin.common.event.Delivery;
import dev.florin.notification.Some;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalanceDialectTest {
    private final BalanceDialect dialect = new BalanceDialect();

    @Test
    void aBalance() {
        Notice notice = new Notice(
                "e-1",
                "balance_update",
                Some.NOON,
                Some.json(Some.balanceOf("w-1", 7, "12.50")),
                new Place.Latest("balance_update:w-1", 7),
                Some.NOON);
        assertEquals(
                "{\"type\":\"balance_update\",\"balance\":12.50,"
                        + "\"transaction\":{\"id\":\"tx-7\",\"type\":\"p2p_send\",\"amount\":-1.00,\"currency\":\"USD\","
                        + "\"created_at\":\"2026-01-31T12:00:00.000Z\"},\"timestamp\":\"2026-01-31T12:00:00.000Z\","
                        + "\"wallet_id\":\"w-1\",\"currency\":\"USD\",\"available_balance\":12.50,"
                        + "\"pending_balance\":0.00,\"version\":7}",
                dialect.text(notice));
    }

    @Test
    void nothingElse() {
        Notice payment = new Notice(
                "e-1", "payment_received", Some.NOON, Some.json(Some.paymentOf(1)), new Place.Stream(1), Some.NOON);
        assertNull(dialect.text(payment));
        assertNull(dialect.text(new Signal.Connected("alice", 1, 1, Some.NOON)));
        assertNull(dialect.text(new Signal.Pong(Some.NOON)));
        assertFalse(dialect.shows(Delivery.STREAM));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keep-alive", "{", "{}", "[]", "{\"type\":\"ping\"}", "{\"type\":\"refresh\"}"})
    void anythingIsASignOfLife(String said) {
        assertEquals(new Command.KeepAlive(), dialect.command(said));
    }

    @Test
    void aRefreshIsUnderstood() {
        assertEquals(new Command.Refresh("t"), dialect.command("{\"type\":\"refresh\",\"token\":\"t\"}"));
    }
}
