package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.local.Service;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was paid for and not delivered: the money comes back by itself, once, and its owner is told. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class RefundIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** A refund that a killed process had in hand is taken again when its lease is over. */
    private static final Duration AFTER_A_CRASH = Duration.ofMinutes(1);

    /** What the wallet tells, in its order; the refund's own story comes from another service, at its own pace. */
    private static final Set<String> OF_A_PURCHASE =
            Set.of("credit_deducted", "payment_failed", "credit_added", "transaction_notification");

    private static JsonNode buys(Person person, int timeoutS) {
        return person.rest()
                .ask(
                        "POST",
                        "/api/wallet/purchases",
                        person.token(),
                        Json.object()
                                .put("type", "sms_purchase")
                                .put("amount", new BigDecimal("0.50"))
                                .put("currency", Person.CURRENCY)
                                .put("service", "WhatsApp")
                                .put("description", "WhatsApp verification (US)")
                                .put("timeout_seconds", timeoutS),
                        UUID.randomUUID().toString())
                .expect(201)
                .json();
    }

    private static String balance(Person person) {
        return person.rest()
                .get("/api/wallets", person.token())
                .expect(200)
                .json()
                .path("wallets")
                .path(0)
                .path("available_balance")
                .decimalValue()
                .toPlainString();
    }

    @Test
    void whatIsNotDeliveredComesBackAndIsTold(Florin florin) {
        Person ann = florin.person("ann").opened();
        ann.deposits("10.00");
        florin.awaitEverythingTold();
        long before = ann.rest()
                .get("/api/notifications/unread-count", ann.token())
                .json()
                .path("seq")
                .asLong();
        try (SocketRecorder socket = SocketRecorder.notifications(ann, before)) {
            JsonNode purchase = buys(ann, 1);
            assertEquals("9.50", balance(ann));
            JsonNode refund = socket.awaitFrames("instant_refund", 1, SOON).getFirst();
            socket.awaitFrames("credit_added", 1, SOON);
            assertEquals(purchase.path("purchase_id"), refund.path("data").path("source_id"));
            assertEquals("purchase_timeout", refund.path("data").path("reason").asText());
            assertEquals("10.00", balance(ann));
            assertEquals(
                    List.of(
                            "transaction_notification",
                            "credit_deducted",
                            "payment_failed",
                            "transaction_notification",
                            "credit_added"),
                    socket.frames().stream()
                            .map(frame -> frame.path("type").asText())
                            .filter(OF_A_PURCHASE::contains)
                            .toList());
        }
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void killedRefundServiceGivesEverythingBackOnce(Florin florin) {
        Person ben = florin.person("ben").opened();
        ben.deposits("50.00");
        try (SocketRecorder socket = SocketRecorder.notifications(ben, 0)) {
            IntStream.range(0, 40).forEach(_ -> buys(ben, 2));
            socket.awaitFrames("instant_refund", 1, SOON);
            florin.system().kill(Service.REFUND);
            florin.heal();
            socket.awaitFrames("instant_refund", 40, AFTER_A_CRASH);
            florin.awaitEverythingTold();
            assertEquals("50.00", balance(ben));
            assertEquals(
                    40,
                    socket.ofType("instant_refund").stream()
                            .map(frame -> frame.path("data").path("source_id").asText())
                            .distinct()
                            .count());
        }
        florin.assertBooksAndInboxAgree();
    }
}
