package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Money that waits for a condition, from the first request to the last frame that its parties see. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class EscrowIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Two parties and what they have agreed on. */
    private record Deal(Person buyer, Person seller, String id) {
        static Deal of(Florin florin) {
            Person buyer = florin.person("buyer").opened();
            Person seller = florin.person("seller").opened();
            JsonNode escrow = post(
                            buyer,
                            "/api/v1/escrows",
                            Json.object()
                                    .put("seller_id", seller.id())
                                    .put("amount", new BigDecimal("100.00"))
                                    .put("currency", Person.CURRENCY)
                                    .put("terms", "a chair")
                                    .put("fee_basis_points", 250))
                    .expect(201)
                    .json();
            return new Deal(buyer, seller, escrow.path("escrow_id").asText());
        }

        Answer does(Person who, String step, @Nullable ObjectNode body) {
            return post(who, "/api/v1/escrows/" + id + "/" + step, body);
        }

        /** The frames about the escrow, in the words of seed 001. */
        private List<String> seen(SocketRecorder socket) {
            return socket.frames().stream()
                    .filter(frame -> frame.path("escrow_id").asText().equals(id))
                    .map(Deal::words)
                    .toList();
        }

        private static String words(JsonNode frame) {
            String type = frame.path("type").asText();
            return switch (type) {
                case "escrow_update" ->
                    type + " " + frame.at("/data/event_type").asText() + " "
                            + frame.at("/data/status").asText();
                case "status_change" ->
                    type + " " + frame.path("old_status").asText() + " "
                            + frame.path("new_status").asText();
                default -> type + " " + frame.path("status").asText();
            };
        }
    }

    private static Answer post(Person who, String path, @Nullable ObjectNode body) {
        return who.rest().ask("POST", path, who.token(), body, UUID.randomUUID().toString());
    }

    private static void has(Person person, String expected) {
        JsonNode wallet = person.rest()
                .get("/api/wallets", person.token())
                .expect(200)
                .json()
                .path("wallets")
                .path(0);
        assertEquals(expected, wallet.path("available_balance").decimalValue().toPlainString());
    }

    /** The same story in the other dialect: one frame per event, none twice, none missing. */
    private static void assertNotified(Florin florin, Person who, SocketRecorder socket, String escrow) {
        long last = florin.inbox().lastSeq(who);
        socket.awaitSeq(last, SOON);
        assertEquals(List.of(), socket.leaps(0));
        assertEquals(
                florin.inbox().eventIds(who, "escrow_id", escrow),
                socket.stream().stream()
                        .filter(frame -> frame.at("/data/escrow_id").asText().equals(escrow))
                        .map(frame -> frame.path("id").asText())
                        .toList());
    }

    private static List<String> types(SocketRecorder socket, String escrow) {
        return socket.stream().stream()
                .filter(frame -> frame.at("/data/escrow_id").asText().equals(escrow))
                .map(frame -> frame.path("type").asText())
                .toList();
    }

    @Test
    void paidByWebhookAndReleasedIsSeenByBothParties(Florin florin) throws IOException {
        Deal deal = Deal.of(florin);
        florin.awaitEverythingTold();
        try (SocketRecorder bob = SocketRecorder.escrow(deal.buyer(), deal.id());
                SocketRecorder sue = SocketRecorder.escrow(deal.seller(), deal.id());
                SocketRecorder bobsInbox = SocketRecorder.notifications(deal.buyer(), 0);
                SocketRecorder suesInbox = SocketRecorder.notifications(deal.seller(), 0)) {
            String order = deal.does(deal.buyer(), "payment-link", null)
                    .expect(200)
                    .json()
                    .path("order_id")
                    .asText();
            pay(florin, order);
            bob.awaitFrames("payment_status", 3, SOON);
            has(deal.buyer(), "0.00");
            deal.does(deal.buyer(), "release", Json.object()).expect(200);
            List<String> story = List.of(
                    "payment_status pending",
                    "payment_status authorized",
                    "escrow_update payment_completed HELD",
                    "status_change INITIATED HELD",
                    "payment_status captured",
                    "escrow_update released RELEASED",
                    "status_change HELD RELEASED");
            // They came after the escrow was made, so that its beginning is in their inboxes only.
            assertSawAfterItsMaking(florin, deal, bob, sue, story);
            assertNotified(florin, deal.buyer(), bobsInbox, deal.id());
            assertNotified(florin, deal.seller(), suesInbox, deal.id());
        }
        has(deal.seller(), "97.50");
        florin.promises().assertBooksAgree();
        florin.assertBooksAndInboxAgree();
    }

    /** In the provider's way: step by step, twice, in two forms, and once by somebody else. */
    private static void pay(Florin florin, String order) throws IOException {
        PaymentProvider provider = florin.paymentProvider();
        String payment = "pay_" + order;
        String captured = PaymentProvider.report("payment.captured", order, payment, 10_000);
        provider.call("forged-" + order, captured, "0".repeat(64)).expect(401);
        provider.tells("1-" + order, PaymentProvider.report("payment.authorized", order, payment, 10_000));
        Await.until(SOON, "the authorization is known", () -> florin.promises().isOver("1-" + order));
        provider.tells("2-" + order, captured);
        provider.tells("2-" + order, captured);
        provider.tells("3-" + order, PaymentProvider.report("order.paid", order, payment, 10_000));
    }

    private static void assertSawAfterItsMaking(
            Florin florin, Deal deal, SocketRecorder bob, SocketRecorder sue, List<String> story) {
        for (SocketRecorder socket : List.of(bob, sue)) {
            Await.until(
                    SOON,
                    () -> story + ", seen was " + deal.seen(socket),
                    () -> deal.seen(socket).size() >= story.size());
        }
        florin.awaitEverythingTold();
        for (SocketRecorder socket : List.of(bob, sue)) {
            assertEquals(story, deal.seen(socket));
            assertEquals(socket.ids().stream().distinct().toList(), socket.ids());
        }
        List<String> told = florin.inbox().eventIds(deal.buyer(), "escrow_id", deal.id());
        assertEquals(told.subList(1, told.size()), bob.ids());
        assertEquals(bob.ids(), sue.ids());
    }

    @Test
    void disputedAndSplitByAnAdminIsSeenByAllThree(Florin florin) {
        Deal deal = Deal.of(florin);
        deal.buyer().deposits("150.00");
        Person admin = new Person("admin", florin.admin(), deal.buyer().rest());
        florin.awaitEverythingTold();
        try (SocketRecorder bob = SocketRecorder.escrow(deal.buyer(), deal.id());
                SocketRecorder sue = SocketRecorder.escrow(deal.seller(), deal.id());
                SocketRecorder bobsInbox = SocketRecorder.notifications(deal.buyer(), 0);
                SocketRecorder suesInbox = SocketRecorder.notifications(deal.seller(), 0);
                SocketRecorder admins =
                        SocketRecorder.notifications(admin, florin.inbox().lastSeq(admin))) {
            deal.does(deal.buyer(), "fund", null).expect(200);
            has(deal.buyer(), "50.00");
            deal.does(deal.seller(), "confirm", null).expect(200);
            deal.does(deal.buyer(), "dispute", Json.object().put("reason", "It is broken."))
                    .expect(200);
            deal.does(deal.seller(), "dispute/evidence", Json.object().put("text", "It was not."))
                    .expect(200);
            ObjectNode split = Json.object()
                    .put("outcome", "split")
                    .put("release_amount", new BigDecimal("40.00"))
                    .put("reason", "Both have a point.");
            post(admin, "/api/admin/escrows/" + deal.id() + "/resolve", split).expect(200);
            List<String> story = List.of(
                    "escrow_update funded HELD",
                    "status_change INITIATED HELD",
                    "escrow_update delivery_confirmed HELD",
                    "escrow_update confirmation_added HELD",
                    "escrow_update dispute_raised DISPUTED",
                    "status_change HELD DISPUTED",
                    "escrow_update dispute_raised DISPUTED",
                    "escrow_update evidence_added DISPUTED",
                    "escrow_update dispute_resolved RELEASED",
                    "status_change DISPUTED RELEASED",
                    "escrow_update dispute_resolved RELEASED");
            assertSawAfterItsMaking(florin, deal, bob, sue, story);
            assertNotified(florin, deal.buyer(), bobsInbox, deal.id());
            assertNotified(florin, deal.seller(), suesInbox, deal.id());
            admins.awaitSeq(florin.inbox().lastSeq(admin), SOON);
            assertEquals(List.of("dispute_raised", "dispute_resolved"), types(admins, deal.id()));
        }
        has(deal.buyer(), "110.00");
        has(deal.seller(), "39.00");
        florin.promises().assertBooksAgree();
        florin.assertBooksAndInboxAgree();
    }
}
