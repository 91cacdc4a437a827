package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.Database;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.inbox.TestInbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sockets of seed 001, from outside. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(Neighbours.class)
class EscrowQuarkusTest {
    private final Service service = Service.underTest();
    private final String buyer = Some.user();
    private final String seller = Some.user();
    private final String escrow = UUID.randomUUID().toString();

    private static String subscribe(String escrow) {
        return "{\"type\": \"subscribe\", \"escrow_id\": \"" + escrow + "\"}";
    }

    private void tell(EscrowEvent event) {
        service.tell(Some.ofEscrow(event, buyer, seller));
    }

    private SocketClient follower(String user) {
        SocketClient client = service.escrow(user).say(subscribe(escrow));
        assertEquals(
                "[\"" + escrow + "\"]",
                client.next("subscribed").get("escrow_ids").toString());
        return client;
    }

    @Test
    void bothPartiesSeeWhatHappensToTheirs() {
        tell(Some.escrowUpdate(escrow, "created", "INITIATED"));
        try (SocketClient one = follower(buyer);
                SocketClient other = follower(seller)) {
            tell(new EscrowEvent.PaymentStatus(
                    escrow, "captured", new BigDecimal("100.00"), "USD", "order_1", "pay_1", null));
            tell(Some.escrowUpdate(escrow, "funded", "HELD"));
            tell(Some.statusChange(escrow, "INITIATED", "HELD"));
            tell(new EscrowEvent.ConfirmationAdded(escrow, seller, "seller", "HELD"));
            tell(new EscrowEvent.DisputeRaised(escrow, "d-1", buyer, "Broken.", new BigDecimal("100.00"), "USD"));
            tell(new EscrowEvent.DisputeResolved(
                    escrow,
                    "d-1",
                    "refund",
                    new BigDecimal("0.00"),
                    new BigDecimal("100.00"),
                    new BigDecimal("0.00"),
                    "USD",
                    null,
                    "REFUNDED"));
            for (SocketClient client : List.of(one, other)) {
                List<JsonNode> frames = client.next(6);
                assertEquals(
                        List.of(
                                "payment_status",
                                "escrow_update",
                                "status_change",
                                "escrow_update",
                                "escrow_update",
                                "escrow_update"),
                        frames.stream().map(frame -> frame.get("type").asText()).toList());
                assertEquals(
                        List.of(escrow),
                        frames.stream()
                                .map(frame -> frame.get("escrow_id").asText())
                                .distinct()
                                .toList());
                assertEquals(List.of(2L, 3L, 4L, 5L, 6L, 7L), FeedQuarkusTest.seqs(frames));
                assertEquals("HELD", frames.get(2).get("new_status").asText());
                assertEquals("REFUNDED", frames.get(5).at("/data/status").asText());
                client.hasNothingMore();
            }
        }
    }

    @Test
    void showsNothingThatWasNotSubscribedTo() {
        tell(Some.escrowUpdate(escrow, "created", "INITIATED"));
        try (SocketClient client = service.escrow(buyer)) {
            tell(Some.statusChange(escrow, "INITIATED", "HELD"));
            service.tell(Some.payment(1, buyer), Some.alert("to you", buyer), Some.alert("to everyone"));
            client.hasNothingMore();
            client.say(subscribe(escrow)).next("subscribed");
            service.tell(Some.payment(2, buyer), Some.alert("to you", buyer), Some.alert("to everyone"));
            tell(Some.statusChange(escrow, "HELD", "RELEASED"));
            assertEquals(
                    "RELEASED", client.next("status_change").get("new_status").asText());
            client.say(subscribe(escrow).replace("subscribe", "unsubscribe"));
            assertEquals("[]", client.next("subscribed").get("escrow_ids").toString());
            tell(Some.statusChange(escrow, "RELEASED", "RELEASED"));
            client.hasNothingMore();
        }
    }

    @Test
    void aForeignEscrowIsAsUnknownAsNone() {
        String foreign = UUID.randomUUID().toString();
        Neighbours.escrow(foreign, seller, Some.user());
        tell(Some.escrowUpdate(escrow, "created", "INITIATED"));
        try (SocketClient client = service.escrow(Some.user())) {
            client.say(subscribe(escrow))
                    .say(subscribe(foreign))
                    .say(subscribe(UUID.randomUUID().toString()));
            List<JsonNode> refusals = client.next(3);
            assertEquals("forbidden", refusals.getFirst().get("code").asText());
            assertEquals(1, refusals.stream().distinct().count());
            tell(Some.statusChange(escrow, "INITIATED", "HELD"));
            client.hasNothingMore();
        }
    }

    @Test
    void beforeTheFirstEventTheOwnerIsAskedOnce() {
        Neighbours.escrow(escrow, buyer, seller);
        try (SocketClient client = follower(buyer)) {
            tell(Some.escrowUpdate(escrow, "created", "INITIATED"));
            assertEquals(
                    "created",
                    client.next("escrow_update").at("/data/event_type").asText());
        }
        follower(buyer).close();
        assertEquals(1, Neighbours.asked(escrow));
    }

    @Test
    void whatWasToldGrantsWithoutTheOwner() {
        tell(Some.escrowUpdate(escrow, "created", "INITIATED"));
        Neighbours.escrowIsDown(true);
        try {
            follower(seller).close();
            assertEquals(0, Neighbours.asked(escrow));
            try (SocketClient client = service.escrow(Some.user())) {
                client.say(subscribe(escrow));
                assertEquals(
                        "escrow-unavailable", client.next("error").get("code").asText());
                client.hasNothingMore();
            }
        } finally {
            Neighbours.escrowIsDown(false);
        }
    }

    @Test
    void whoWasAwaySubscribesAgainAndResumes() {
        tell(Some.escrowUpdate(escrow, "created", "INITIATED"));
        follower(buyer).close();
        IntStream.range(0, 3).forEach(n -> service.tell(Some.payment(n, buyer)));
        tell(Some.statusChange(escrow, "INITIATED", "HELD"));
        tell(Some.statusChange(escrow, "HELD", "RELEASED"));
        try (SocketClient client = service.escrow(buyer)) {
            client.say(subscribe(escrow)).say("{\"type\":\"resume\",\"since\":1}");
            client.next("subscribed");
            assertEquals(5, client.next("status_change").get("seq").asLong());
            assertEquals(6, client.next("status_change").get("seq").asLong());
            client.say("{\"type\":\"ack\",\"seq\":6}").hasNothingMore();
            client.say("{\"type\":\"resume\",\"since\":99}");
            assertEquals("unknown-position", client.next("resync").get("reason").asText());
        }
    }

    @Test
    void commandsTakeEffectInTheOrderInWhichTheyWereSaid() {
        Neighbours.escrow(escrow, buyer);
        try (SocketClient client = service.escrow(buyer)) {
            client.say(subscribe(escrow))
                    .say(subscribe(escrow).replace("subscribe", "unsubscribe"))
                    .say("{\"type\":\"ping\"}");
            assertEquals(1, client.next("subscribed").get("escrow_ids").size());
            assertEquals(0, client.next("subscribed").get("escrow_ids").size());
            client.next("pong");
        }
    }

    @Test
    void subscriptionsAreLimited() {
        List<String> escrows = IntStream.range(0, 51)
                .mapToObj(_ -> UUID.randomUUID().toString())
                .toList();
        service.tell(escrows.stream()
                .map(id -> Some.ofEscrow(Some.escrowUpdate(id, "created", "INITIATED"), buyer, seller)));
        try (SocketClient client = service.escrow(buyer)) {
            escrows.forEach(id -> client.say(subscribe(id)));
            client.next(50)
                    .forEach(frame ->
                            assertEquals("subscribed", frame.get("type").asText()));
            assertEquals(
                    "too-many-subscriptions", client.next("error").get("code").asText());
            client.hasNothingMore();
        }
    }

    @Test
    void nonsenseIsAnsweredAndAbuseEndsIt() {
        try (SocketClient client = service.escrow(buyer)) {
            assertEquals("bad-json", client.say("{").next("error").get("code").asText());
            assertEquals(
                    "unknown-command",
                    client.say("{\"type\":\"dance\"}").next("error").get("code").asText());
            assertEquals(
                    "invalid-command",
                    client.say("{\"type\":\"subscribe\"}")
                            .next("error")
                            .get("code")
                            .asText());
            client.hasNothingMore();
            IntStream.range(0, 18).forEach(_ -> client.say(subscribe("nobodys")));
            assertEquals(3502, client.closeCode());
        }
    }

    @Test
    void aTokenIsPutOffByAnother() {
        try (SocketClient client = service.escrow(buyer)) {
            client.say("{\"type\":\"refresh\",\"token\":\"" + TestTokens.user(buyer) + "\"}");
            assertTrue(Instant.parse(client.next("refreshed").get("expires_at").asText())
                    .isAfter(Instant.now()));
        }
    }

    /** A grant is a row, and one that nothing renewed goes with the history. */
    @Test
    void grantsAreKeptAsLongAsTheHistory() throws Exception {
        tell(Some.escrowUpdate(escrow, "created", "INITIATED"));
        Database owner = new Database(FlorinTestResource.database().asOwner());
        String mine = "SELECT granted_at FROM topic_grant WHERE topic = 'escrow:" + escrow + "'";
        assertEquals(
                2,
                owner.list(mine, Database.Binder.NOTHING, row -> row.getTimestamp(1))
                        .size());
        owner.update(
                "UPDATE topic_grant SET granted_at = now() - interval '31 days' WHERE user_id = '" + buyer + "'",
                Database.Binder.NOTHING);
        Database application = new Database(FlorinTestResource.database().asApplication());
        TestInbox.forgetGrants(application, Instant.now().minus(Duration.ofDays(30)));
        assertEquals(
                1,
                owner.list(mine, Database.Binder.NOTHING, row -> row.getTimestamp(1))
                        .size());
        tell(Some.statusChange(escrow, "INITIATED", "HELD"));
        follower(buyer).close();
        assertEquals(0, Neighbours.asked(escrow));
    }
}
