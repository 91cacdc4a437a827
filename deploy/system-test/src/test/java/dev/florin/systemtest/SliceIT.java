package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A wallet is opened, money comes in, some of it goes on; who owns it sees it at once. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class SliceIT {
    /** From the answer to the frame. Milliseconds in truth; the bound leaves room for a machine with other work. */
    private static final Duration SOON = Duration.ofSeconds(20);

    /** With a second between two looks; far less than the minute after which figures are asked for unasked. */
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(15);

    /** Parts of a dashboard, and what their messages are called. */
    private static final Map<String, String> BY_REQUEST =
            Map.of("pending", "pending", "hourly", "hourly", "categories", "category");

    private static final List<String> OF_A_DEPOSIT =
            List.of("transaction_notification", "credit_added", "deposit_received");
    private static final List<String> OF_A_PAYMENT_MADE =
            List.of("transaction_notification", "credit_deducted", "transfer_update");
    private static final List<String> OF_A_PAYMENT_GOT =
            List.of("transaction_notification", "credit_added", "payment_received", "transfer_update");

    @Test
    void bothPartiesSeeTheirFramesInOrderOnceAndNobodyElseDoes(Florin florin) {
        Person alice = florin.person("alice");
        Person bob = florin.person("bob");
        Person carol = florin.person("carol");
        try (SocketRecorder toAlice = SocketRecorder.notifications(alice, 0);
                SocketRecorder toBob = SocketRecorder.notifications(bob, 0);
                SocketRecorder toCarol = SocketRecorder.notifications(carol, 0)) {
            List.of(alice, bob, carol).forEach(Person::opened);

            JsonNode deposit = alice.deposits("100.00");
            assertEquals("finalized", deposit.path("status").asText());
            toAlice.awaitSeq(3, SOON);
            JsonNode transfer = alice.pays(bob, "12.50");
            toAlice.awaitSeq(6, SOON);
            toBob.awaitSeq(4, SOON);
            assertEquals(new BigDecimal("87.50"), transfer.path("balance_after").decimalValue());

            // Frames of others would have come before her own.
            carol.deposits("1.00");
            toCarol.awaitSeq(3, SOON);
            assertEquals(OF_A_DEPOSIT, types(toCarol.stream()));

            assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), toAlice.seqs());
            assertEquals(OF_A_DEPOSIT, types(toAlice.stream().subList(0, 3)));
            assertEquals(OF_A_PAYMENT_MADE, types(toAlice.stream().subList(3, 6)));
            assertEquals(List.of(1L, 2L, 3L, 4L), toBob.seqs());
            assertEquals(OF_A_PAYMENT_GOT, types(toBob.stream()));

            JsonNode paid = toAlice.stream().get(3).path("data");
            assertEquals(transfer.path("transfer_id"), paid.path("id"));
            assertEquals("p2p_send", paid.path("type").asText());
            assertEquals(new BigDecimal("12.50"), paid.path("amount").decimalValue());
            assertEquals(new BigDecimal("87.50"), paid.path("balance_after").decimalValue());
            assertEquals(bob.id(), paid.path("counterparty").asText());
            JsonNode got = toBob.stream().get(2).path("data");
            assertEquals(transfer.path("transfer_id"), got.path("transfer_id"));
            assertEquals(transfer.path("message"), got.path("message"));
            assertEquals(alice.id(), got.path("sender_id").asText());
            assertTrue(toAlice.goodbyes().isEmpty(), () -> toAlice.goodbyes().toString());
        }
    }

    @Test
    void balanceSocketShowsTheBalanceAtOnceAndEachChange(Florin florin) {
        Person dave = florin.person("dave").opened();
        Person erin = florin.person("erin").opened();
        dave.deposits("20.00");
        florin.awaitEverythingTold();
        try (SocketRecorder toDave = SocketRecorder.balance(dave);
                SocketRecorder toErin = SocketRecorder.balance(erin)) {
            toDave.awaitFrames("balance_update", 1, SOON);
            toErin.awaitFrames("balance_update", 1, SOON);
            dave.pays(erin, "0.50");
            toErin.awaitFrames("balance_update", 2, SOON);
            toDave.awaitFrames("balance_update", 2, SOON);
            erin.pays(dave, "0.20");
            toDave.awaitFrames("balance_update", 3, SOON);
            toErin.awaitFrames("balance_update", 3, SOON);

            assertEquals(List.of("20.00", "19.50", "19.70"), balances(toDave));
            assertEquals(List.of("0.00", "0.50", "0.30"), balances(toErin), "an empty wallet has a balance too");
            assertEquals(
                    "-0.50",
                    toDave.frames().get(1).path("transaction").path("amount").asText());
            assertEquals(3, toDave.frames().size(), () -> toDave.frames().toString());
        }
    }

    @Test
    void dashboardShowsTheFiguresOfTheWalletAsSoonAsTheyChange(Florin florin) {
        Person ivan = florin.person("ivan").opened();
        Person judy = florin.person("judy").opened();
        ivan.deposits("20.00");
        florin.awaitEverythingTold();
        try (SocketRecorder toIvan = SocketRecorder.dashboard(ivan)) {
            toIvan.awaitFrames("dashboard_update", 1, SHOWN_WITHIN);
            for (String spent : List.of("7.50", "15.00")) {
                ivan.pays(judy, "7.50");
                Await.until(
                        SHOWN_WITHIN,
                        () -> spent + " on the dashboard, it shows " + toIvan.frames(),
                        () -> spent.equals(
                                shown(toIvan, "dashboard").path("month_amount").asText()));
            }
            BY_REQUEST.forEach((part, type) -> {
                toIvan.say(Json.object().put("command", "request_" + part).toString());
                toIvan.awaitFrames(type + "_update", 1, SHOWN_WITHIN);
                assertEquals(figures(ivan, part), shown(toIvan, type));
            });
            assertEquals(figures(ivan, "dashboard"), shown(toIvan, "dashboard"));
        }
    }

    private static JsonNode figures(Person person, String part) {
        return person.rest()
                .get("/api/bt-pay/" + part + "/", person.token())
                .expect(200)
                .json();
    }

    private static JsonNode shown(SocketRecorder socket, String type) {
        return socket.ofType(type + "_update").getLast().path("data");
    }

    @Test
    void reconnectThatSaysWhatItSawLastMissesNothing(Florin florin) {
        Person frank = florin.person("frank").opened();
        Person grace = florin.person("grace").opened();
        frank.deposits("10.00");
        long seen;
        try (SocketRecorder first = SocketRecorder.notifications(grace, 0)) {
            frank.pays(grace, "1.00");
            seen = first.awaitSeq(4, SOON).lastSeq();
        }
        frank.pays(grace, "2.00");
        frank.pays(grace, "3.00");
        florin.awaitEverythingTold();
        try (SocketRecorder second = SocketRecorder.notifications(grace, seen)) {
            second.awaitSeq(12, SOON);
            frank.pays(grace, "4.00");
            second.awaitSeq(16, SOON);
            florin.assertSawEverything(grace, second, seen);
            assertEquals(
                    List.of("2.00", "3.00", "4.00"),
                    second.ofType("payment_received").stream()
                            .map(frame -> frame.path("data").path("amount").asText())
                            .toList());
        }
    }

    @Test
    void inboxOverRestIsWhatTheSocketSaid(Florin florin) {
        Person heidi = florin.person("heidi").opened();
        try (SocketRecorder socket = SocketRecorder.notifications(heidi, 0)) {
            heidi.deposits("5.00");
            heidi.deposits("6.00");
            socket.awaitSeq(6, SOON);

            JsonNode listed = heidi.rest()
                    .get("/api/notifications?after_seq=0&limit=10", heidi.token())
                    .expect(200)
                    .json();
            assertEquals(
                    List.copyOf(socket.ids()).stream().sorted().toList(),
                    elements(listed.path("notifications")).stream()
                            .map(each -> each.path("id").asText())
                            .sorted()
                            .toList());
            JsonNode count = heidi.rest()
                    .get("/api/notifications/unread-count", heidi.token())
                    .expect(200)
                    .json();
            assertEquals(6, count.path("unread_count").asInt());
            assertEquals(6, count.path("seq").asInt());
        }
    }

    private static List<String> types(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("type").asText()).toList();
    }

    private static List<String> balances(SocketRecorder socket) {
        return socket.ofType("balance_update").stream()
                .map(frame -> frame.path("balance").asText())
                .toList();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
