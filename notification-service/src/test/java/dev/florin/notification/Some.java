package dev.florin.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes events and users for tests. */
public final class Some {
    public static final Instant NOON = Instant.parse("2026-01-31T12:00:00.000Z");

    private static final AtomicInteger USERS = new AtomicInteger();

    private Some() {}

    /** A user nobody has heard of. */
    public static String user() {
        return "user-" + USERS.incrementAndGet() + "-" + UUID.randomUUID();
    }

    /** The n-th thing that user is told. */
    public static EventEnvelope payment(int n, String... audience) {
        return event(UUID.randomUUID().toString(), paymentOf(n), audience);
    }

    public static FlorinEvent paymentOf(int n) {
        return new FlorinEvent.PaymentReceived(
                "transfer-" + n, "alice", "bob", new BigDecimal("12.50"), "USD", "lunch " + n);
    }

    public static FlorinEvent balanceOf(String wallet, long version, String balance) {
        return new FlorinEvent.BalanceUpdate(
                wallet,
                new BigDecimal(balance),
                new BigDecimal(balance),
                new BigDecimal("0.00"),
                "USD",
                version,
                new FlorinEvent.Transaction("tx-" + version, "p2p_send", new BigDecimal("-1.00"), "USD", NOON));
    }

    public static EventEnvelope balance(String wallet, long version, String balance, String... audience) {
        return event(UUID.randomUUID().toString(), balanceOf(wallet, version, balance), audience);
    }

    public static EventEnvelope alert(String message, String... audience) {
        return event(UUID.randomUUID().toString(), new FlorinEvent.SystemAlert(message, "warning"), audience);
    }

    public static EscrowEvent escrowUpdate(String escrow, String eventType, String status) {
        BigDecimal all = new BigDecimal("100.00");
        BigDecimal none = new BigDecimal("0.00");
        return new EscrowEvent.EscrowUpdate(
                escrow, eventType, status, "alice", "bob", all, all, none, none, none, "USD", "alice", null, null);
    }

    public static EscrowEvent statusChange(String escrow, String from, String to) {
        return new EscrowEvent.StatusChange(escrow, from, to, "alice", null);
    }

    /** Of an escrow, as escrow-service tells it. */
    public static EventEnvelope ofEscrow(EscrowEvent event, String... audience) {
        return EventEnvelope.of(
                UUID.randomUUID().toString(),
                "/escrow-service",
                NOON,
                event,
                List.of(audience),
                "escrow:" + event.escrowId(),
                null);
    }

    public static EventEnvelope event(String id, FlorinEvent event, String... audience) {
        return EventEnvelope.of(id, "/test", NOON, event, List.of(audience), null, null);
    }

    public static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A frame as it is written, but for what is another one each time: times, ids and users. */
    public static String outline(JsonNode frame) {
        return frame.toString()
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", "TIME")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                .replaceAll("user-\\d+-ID", "USER");
    }

    public static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
