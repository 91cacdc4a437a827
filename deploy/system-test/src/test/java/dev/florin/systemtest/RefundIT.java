package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.local.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was paid for and not delivered or claimed: the money comes back by itself, once, and its owner is told. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class RefundIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int CLAIMERS = 12;

    /** A refund that a killed process had in hand is taken again when its lease is over. */
    private static final Duration AFTER_A_CRASH = Duration.ofMinutes(1);

    /** What the wallet tells, in its order; the refund's own story comes from another service, at its own pace. */
    private static final Set<String> OF_A_PURCHASE =
            Set.of("credit_deducted", "payment_failed", "credit_added", "transaction_notification");

    /** Seed 004: a purchase that fails is refunded within seconds, and the user is told so. */
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
            JsonNode purchase = new Refunding(ann).buys(5);
            assertEquals("9.50", ann.balance());
            JsonNode refund =
                    socket.awaitFrames("instant_refund", 1, SOON).getFirst().path("data");
            socket.awaitFrames("credit_added", 1, SOON);
            assertEquals(purchase.path("purchase_id"), refund.path("source_id"));
            assertEquals("purchase_timeout", refund.path("reason").asText());
            assertEquals("Instant Refund Processed", refund.path("title").asText());
            assertEquals(
                    "0.50 USD refunded for WhatsApp verification (US) (purchase_timeout). New balance: 10.00 USD.",
                    refund.path("message").asText());
            assertEquals("/wallet", refund.path("link").asText());
            assertEquals("10.00", ann.balance());
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

    /** Seed 000: ten DOT are funded, three people claim one each, and seven come back. */
    @Test
    void sevenOfTenComeBackWhenThreeWereClaimed(Florin florin) {
        Person sender = florin.person("sam").opened("DOT");
        sender.deposit("ten-dot", "10", "DOT").expect(201);
        List<Person> claimers = IntStream.range(0, 3)
                .mapToObj(_ -> florin.person("claimer").opened("DOT"))
                .toList();
        florin.awaitEverythingTold();
        try (SocketRecorder socket = SocketRecorder.notifications(sender, 0)) {
            String packet = new Refunding(sender)
                    .sends("DOT", "100000000000", 10, 10)
                    .path("packet_id")
                    .asText();
            for (Person claimer : claimers) {
                JsonNode claim =
                        new Refunding(claimer).claims(packet).expect(200).json();
                assertEquals("10000000000", claim.path("claim_amount").asText());
            }
            assertEquals("0.0000000000", sender.balance());
            JsonNode refund =
                    socket.awaitFrames("instant_refund", 1, SOON).getFirst().path("data");
            socket.awaitFrames("red_packet_expired", 1, SOON);
            assertEquals(packet, refund.path("source_id").asText());
            assertEquals("expired", refund.path("reason").asText());
            assertEquals("7.0000000000", refund.path("amount").decimalValue().toPlainString());
            assertEquals(
                    "7.0000000000 DOT refunded for red packet (expired). New balance: 7.0000000000 DOT.",
                    refund.path("message").asText());
            assertEquals("7.0000000000", sender.balance());
            florin.awaitEverythingTold();
            assertEquals(
                    List.of(
                            "red_packet_created",
                            "red_packet_claimed",
                            "red_packet_claimed",
                            "red_packet_claimed",
                            "red_packet_expired"),
                    socket.frames().stream()
                            .map(frame -> frame.path("type").asText())
                            .filter(type -> type.startsWith("red_packet_"))
                            .toList());
            assertEquals(1, socket.ofType("instant_refund").size());
            JsonNode shown = florin.gateway()
                    .get("/api/admin/refunds/" + packet, florin.admin())
                    .expect(200)
                    .json();
            assertEquals("refunded", shown.path("status").asText());
            assertEquals("70000000000", shown.path("refund_amount").asText());
            assertEquals("30000000000", shown.path("claimed_amount").asText());
            assertEquals("100000000000", shown.path("total_amount").asText());
        }
        florin.assertBooksAndInboxAgree();
    }

    /** What the seller has stays with the seller; the rest comes back when the deadline has passed. */
    @Test
    void whatIsLeftOfALapsedEscrowComesBackAndIsTold(Florin florin) {
        Person buyer = florin.person("ada").opened();
        Person seller = florin.person("sue").opened();
        buyer.deposits("10.00");
        florin.awaitEverythingTold();
        try (SocketRecorder socket = SocketRecorder.notifications(buyer, 0)) {
            Refunding promising = new Refunding(buyer);
            String escrow = promising.sets("8.00", seller, Instant.now().plusSeconds(10));
            promising.releases(escrow, "3.00");
            assertEquals("2.00", buyer.balance());
            JsonNode refund =
                    socket.awaitFrames("instant_refund", 1, SOON).getFirst().path("data");
            assertEquals(
                    escrow.substring(escrow.lastIndexOf('/') + 1),
                    refund.path("source_id").asText());
            assertEquals("escrow_lapsed", refund.path("reason").asText());
            assertEquals("5.00", refund.path("amount").asText());
            assertEquals("7.00", buyer.balance());
            assertEquals("3.00", seller.balance());
            JsonNode ended = buyer.rest().get(escrow, buyer.token()).expect(200).json();
            assertEquals("REFUNDED", ended.path("status").asText());
            assertEquals("5.00", ended.path("refunded_amount").asText());
            florin.awaitEverythingTold();
            assertEquals(1, socket.ofType("instant_refund").size());
        }
        florin.promises().awaitFinished();
        florin.promises().assertBooksAgree();
        florin.assertBooksAndInboxAgree();
    }

    /** Who claims in the moment of the expiry gets a share or is refused, and what is left comes back to the unit. */
    @Test
    void claimsRaceTheExpiryAndNothingIsLost(Florin florin) throws Exception {
        Person sender = florin.person("eva").opened();
        sender.deposits("12.00");
        List<Person> claimers = IntStream.range(0, CLAIMERS)
                .mapToObj(_ -> florin.person("claimer").opened())
                .toList();
        JsonNode packet = new Refunding(sender).sends(Person.CURRENCY, "1200", CLAIMERS, 2);
        Instant expiry = Instant.parse(packet.path("expires_at").asText());
        try (SocketRecorder socket = SocketRecorder.notifications(sender, 0);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < CLAIMERS; i++) {
                Instant at = expiry.plusMillis(40L * (i - CLAIMERS / 2));
                Person claimer = claimers.get(i);
                answers.add(threads.submit(() -> {
                    Await.until(SOON, "the moment", () -> Instant.now().isAfter(at));
                    return new Refunding(claimer)
                            .claims(packet.path("packet_id").asText());
                }));
            }
            int claimed = 0;
            for (Future<Answer> answer : answers) {
                claimed += answer.get().expect(200, 409).status() == 200 ? 1 : 0;
            }
            assertTrue(claimed < CLAIMERS, "somebody is too late");
            JsonNode refund =
                    socket.awaitFrames("instant_refund", 1, SOON).getFirst().path("data");
            assertEquals(
                    100 * (CLAIMERS - claimed),
                    refund.path("amount").decimalValue().movePointRight(2).intValueExact());
            assertEquals(CLAIMERS - claimed + ".00", sender.balance());
        }
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void killedRefundServiceGivesEverythingBackOnce(Florin florin) {
        Person ben = florin.person("ben").opened();
        ben.deposits("50.00");
        try (SocketRecorder socket = SocketRecorder.notifications(ben, 0)) {
            IntStream.range(0, 40).forEach(_ -> new Refunding(ben).buys(2));
            socket.awaitFrames("instant_refund", 1, SOON);
            florin.system().kill(Service.REFUND);
            florin.heal();
            socket.awaitFrames("instant_refund", 40, AFTER_A_CRASH);
            florin.awaitEverythingTold();
            assertEquals("50.00", ben.balance());
            assertEquals(40, florin.books().movements(ben, "refund"));
            assertEquals(
                    40,
                    socket.ofType("instant_refund").stream()
                            .map(frame -> frame.path("data").path("source_id").asText())
                            .distinct()
                            .count());
        }
        florin.assertBooksAndInboxAgree();
    }

    /** What operators and the user see of it, through the gateway. */
    @Test
    void aFailedPurchaseIsOnEverybodysList(Florin florin) {
        Person eli = florin.person("eli").opened();
        eli.deposits("10.00");
        String purchase;
        try (SocketRecorder socket = SocketRecorder.notifications(eli, 0)) {
            purchase = new Refunding(eli).buys(600).path("purchase_id").asText();
            admin(florin, "POST", "/api/wallet/purchases/" + purchase + "/fail");
            JsonNode processed = admin(florin, "POST", "/api/admin/refunds/process");
            assertTrue(processed.path("success").asBoolean(), processed::toString);
            JsonNode refund =
                    socket.awaitFrames("instant_refund", 1, SOON).getFirst().path("data");
            assertEquals("purchase_failed", refund.path("reason").asText());
        }
        JsonNode mine =
                eli.rest().get("/api/refunds", eli.token()).expect(200).json().path("refunds");
        assertEquals(1, mine.size());
        assertEquals(purchase, mine.get(0).path("source_id").asText());
        String id = mine.get(0).path("refund_id").asText();
        assertEquals(
                mine.get(0),
                eli.rest().get("/api/refunds/" + id, eli.token()).expect(200).json());
        eli.rest().get("/api/refunds/" + id, florin.person("eve").token()).expect(404);

        JsonNode history = admin(florin, "GET", "/api/admin/refunds/history");
        assertTrue(history.path("history").findValuesAsText("packet_id").contains(purchase), history::toString);
        JsonNode status =
                admin(florin, "GET", "/api/admin/refunds/processor-status").path("processor_status");
        assertTrue(status.path("refund_count").asLong() >= 1, status::toString);
        assertTrue(Instant.parse(status.path("last_run").asText()).isBefore(Instant.now()), status::toString);
        assertTrue(admin(florin, "GET", "/api/admin/refunds/pending")
                .path("success")
                .asBoolean());
        assertTrue(admin(florin, "GET", "/api/admin/refunds/failed")
                .path("success")
                .asBoolean());
        assertEquals(
                "refund-not-failed",
                florin.gateway()
                        .ask("POST", "/api/admin/refunds/" + id + "/retry", florin.admin(), null, null)
                        .expect(409)
                        .code());
        eli.rest().get("/api/admin/refunds/history", eli.token()).expect(403);
    }

    private static JsonNode admin(Florin florin, String method, String path) {
        return florin.gateway()
                .ask(method, path, florin.admin(), null, null)
                .expect(200)
                .json();
    }

    @Test
    void whatNobodyPaidForIsNotFound(Florin florin) {
        String unknown = new UUID(0, 7).toString();
        Person joe = florin.person("joe");
        assertEquals(
                "not-found",
                florin.gateway()
                        .get("/api/refunds/" + unknown, joe.token())
                        .expect(404)
                        .code());
        assertEquals(
                "not-found",
                florin.gateway()
                        .get("/api/admin/refunds/" + unknown, florin.admin())
                        .expect(404)
                        .code());
    }
}
