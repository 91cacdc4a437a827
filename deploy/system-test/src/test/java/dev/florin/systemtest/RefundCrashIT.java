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
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code kill -9} of each service that has a part in a refund, at each of its steps. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class RefundCrashIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AFTER_A_CRASH = Duration.ofMinutes(1);
    private static final int PURCHASES = 12;
    private static final int PACKETS = 4;

    /** How far the first of a round's refunds has come. */
    private enum Step {
        FOUND,
        TAKEN,
        /** A purchase's money is back. */
        MOVED,
        /** What a red packet held is free. */
        RELEASED,
        CLOSED
    }

    private record Blow(Service victim, Step step) {}

    private static final List<Blow> BLOWS = List.of(
            new Blow(Service.REFUND, Step.FOUND),
            new Blow(Service.REFUND, Step.TAKEN),
            new Blow(Service.WALLET, Step.TAKEN),
            new Blow(Service.REFUND, Step.MOVED),
            new Blow(Service.ESCROW, Step.TAKEN),
            new Blow(Service.ESCROW, Step.RELEASED),
            new Blow(Service.WALLET, Step.MOVED),
            new Blow(Service.WALLET, Step.RELEASED),
            new Blow(Service.REFUND, Step.CLOSED));

    @Test
    void whoeverIsKilledAtWhicheverStepItComesBackOnceAndIsToldOnce(Florin florin) {
        Person ben = florin.person("ben").opened();
        ben.deposits("50.00");
        Set<String> things = new TreeSet<>();
        try (SocketRecorder socket = SocketRecorder.notifications(ben, 0)) {
            for (Blow blow : BLOWS) {
                things.addAll(round(florin, ben, blow));
                socket.awaitFrames("instant_refund", things.size(), AFTER_A_CRASH);
            }
            florin.awaitEverythingTold();
            assertEquals("50.00", ben.balance());
            List<String> told = socket.ofType("instant_refund").stream()
                    .map(frame -> frame.path("data").path("source_id").asText())
                    .toList();
            assertEquals(things.size(), told.size());
            assertEquals(things, new TreeSet<>(told));
        }
        assertEquals(
                (long) BLOWS.size() * PURCHASES,
                florin.books().movements(ben, "refund"),
                "each purchase has been given back by one movement");
        assertEquals(
                things.size(),
                florin.refunds()
                        .number("SELECT count(*) FROM refund WHERE state = 'completed' AND user_id = ?", ben.id()));
        florin.assertBooksAndInboxAgree();
        awaitReconciled(florin);
    }

    /** The end of the hold waits for its commit, and is gone with the ledger. */
    @Test
    void whatLapsesComesBackOnceWhenTheLedgerDiesBeforeItHasMovedIt(Florin florin) {
        Lapse lapse = Lapse.of(florin);
        try (SocketRecorder socket = SocketRecorder.notifications(lapse.buyer(), 0)) {
            try (Sql.TableLock hold = florin.lock(Service.WALLET, "hold")) {
                Await.until(SOON, "the intent", () -> lapse.giveBacks(florin, "pending") == 1);
                hold.awaitWaiting();
                florin.system().kill(Service.WALLET);
            }
            florin.heal();
            lapse.assertGivenBackOnce(florin, socket);
        }
    }

    /** The money is free; that it is cannot be written down any more. */
    @Test
    void whatLapsesComesBackOnceWhenItsOwnerDiesAfterTheLedgerHasMovedIt(Florin florin) {
        // Who gives it back waits until the end of that can be kept from being written.
        florin.system().kill(Service.REFUND);
        Lapse lapse = Lapse.of(florin);
        try (SocketRecorder socket = SocketRecorder.notifications(lapse.buyer(), 0)) {
            Await.until(SOON, "it lapses", () -> lapse.status().equals("EXPIRED"));
            try (Sql.TableLock end = florin.lock(Service.ESCROW, "escrow_transition")) {
                florin.heal();
                end.awaitWaiting();
                assertEquals("7.00", lapse.buyer().balance());
                assertEquals(1, lapse.giveBacks(florin, "pending"));
                florin.system().kill(Service.ESCROW);
            }
            florin.heal();
            lapse.assertGivenBackOnce(florin, socket);
        }
    }

    /** Of ten, eight are set aside, three are released, and five lapse in a moment. */
    private record Lapse(Person buyer, Person seller, String path) {
        static Lapse of(Florin florin) {
            Person ben = florin.person("ben").opened();
            Person sue = florin.person("sue").opened();
            ben.deposits("10.00");
            Refunding promising = new Refunding(ben);
            String escrow = promising.sets("8.00", sue, Instant.now().plusSeconds(6));
            promising.releases(escrow, "3.00");
            return new Lapse(ben, sue, escrow);
        }

        String id() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        String status() {
            return buyer.rest()
                    .get(path, buyer.token())
                    .expect(200)
                    .json()
                    .path("status")
                    .asText();
        }

        long giveBacks(Florin florin, String state) {
            return florin.escrows()
                    .number(
                            "SELECT count(*) FROM escrow_movement"
                                    + " WHERE kind = 'give_back' AND state = ? AND escrow_id = ?::uuid",
                            state,
                            id());
        }

        void assertGivenBackOnce(Florin florin, SocketRecorder socket) {
            socket.awaitFrames("instant_refund", 1, AFTER_A_CRASH);
            florin.awaitEverythingTold();
            List<JsonNode> told = socket.ofType("instant_refund");
            assertEquals(1, told.size());
            assertEquals(id(), told.getFirst().at("/data/source_id").asText());
            assertEquals("REFUNDED", status());
            assertEquals(1, giveBacks(florin, "done"));
            assertEquals("7.00", buyer.balance());
            assertEquals("3.00", seller.balance());
            florin.assertBooksAndInboxAgree();
            awaitReconciled(florin);
        }
    }

    /** Lets some things fall due, and kills somebody in the middle of their refunds. @return their ids */
    private static Set<String> round(Florin florin, Person person, Blow blow) {
        Refunding refunding = new Refunding(person);
        List<String> purchases = new ArrayList<>();
        List<String> packets = new ArrayList<>();
        for (int i = 0; i < PURCHASES; i++) {
            purchases.add(refunding.buys(600).path("purchase_id").asText());
        }
        for (int i = 0; i < PACKETS; i++) {
            packets.add(refunding
                    .sends(Person.CURRENCY, "100", 1, 600)
                    .path("packet_id")
                    .asText());
        }
        long before = count(florin, person, blow.step());
        packets.forEach(refunding::cancelsPacket);
        purchases.forEach(refunding::cancelsPurchase);
        Await.until(SOON, () -> "one is " + blow.step(), () -> count(florin, person, blow.step()) > before);
        florin.system().kill(blow.victim());
        florin.heal();
        purchases.addAll(packets);
        return purchases.stream().collect(Collectors.toSet());
    }

    private static long count(Florin florin, Person person, Step step) {
        Sql refunds = florin.refunds();
        return switch (step) {
            case FOUND -> refunds.number("SELECT count(*) FROM refund WHERE user_id = ?", person.id());
            case TAKEN ->
                refunds.number("SELECT coalesce(sum(attempts), 0) FROM refund WHERE user_id = ?", person.id());
            case MOVED -> florin.books().movements(person, "refund");
            case RELEASED ->
                florin.escrows()
                        .number(
                                "SELECT count(*) FROM red_packet WHERE refunded_at IS NOT NULL AND sender = ?",
                                person.id());
            case CLOSED ->
                refunds.number("SELECT count(*) FROM refund WHERE state = 'completed' AND user_id = ?", person.id());
        };
    }

    /** The services' own proof: every refund has its movement, and every movement its refund. */
    private static void awaitReconciled(Florin florin) {
        Await.until(
                SOON,
                () -> reconciliation(florin).toString(),
                () -> reconciliation(florin).path("waiting").asInt(-1) == 0);
        JsonNode view = reconciliation(florin);
        assertTrue(view.path("reconciled").asBoolean(), view::toString);
        assertTrue(view.path("complete_until").size() >= 3, view::toString);
    }

    private static JsonNode reconciliation(Florin florin) {
        return florin.gateway()
                .ask("POST", "/api/admin/refunds/reconciliation", florin.admin(), null, null)
                .expect(200)
                .json();
    }
}
