package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.id.Ids;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every saga there is, with a ledger that dies before it does what it is asked to, or after it and before it says so.
 * When it is back the jobs finish all of them, with nobody's help: money moves once, and is told once.
 */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class SagaQuarkusTest {
    private final List<Saga> sagas = new ArrayList<>();

    /** Ends a hold, of an escrow or a red packet, as refund-service would until it is answered. */
    private interface Step {
        ApiAnswer go();
    }

    /**
     * @param start what is asked of a ledger that dies
     * @param expected its answer meanwhile
     * @param endsAs state and amounts, by its row
     * @param told to the one whose money it is, from the start on
     */
    private record Saga(
            String name, Step start, int expected, String row, String endsAs, String user, List<String> told) {}

    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.is(WalletStub.Mood.WELL);
    }

    /** An escrow of people whom nobody else knows. */
    private record Deal(Api buyer, Api seller, String bob, String id) {
        static Deal made() {
            String bob = Some.user("bob");
            String sue = Some.user("sue");
            String id = Api.as(bob)
                    .post("/api/v1/escrows", Some.key(), Some.escrow(sue, ""))
                    .expect(201)
                    .json()
                    .get("escrow_id")
                    .textValue();
            return new Deal(Api.as(bob), Api.as(sue), bob, id);
        }

        static Deal funded() {
            Deal deal = made();
            deal.does(deal.buyer(), "fund", "").expect(200);
            return deal;
        }

        ApiAnswer does(Api who, String step, String body) {
            return who.post("/api/v1/escrows/" + id + "/" + step, Some.key(), body);
        }

        Saga saga(String name, Step start, int expected, String endsAs, String... told) {
            String row =
                    "SELECT concat_ws(' ', state, held, released, refunded, fee) FROM escrow WHERE id = '" + id + "'";
            return new Saga(name, start, expected, row, endsAs, bob, List.of(told));
        }
    }

    private void escrows() throws SQLException {
        Deal fund = Deal.made();
        sagas.add(fund.saga(
                "fund",
                () -> fund.does(fund.buyer(), "fund", ""),
                503,
                "HELD 10000 0 0 0",
                "escrow_update funded",
                "status_change HELD"));
        Deal paid = Deal.made();
        String order = paid.does(paid.buyer(), "payment-link", "")
                .expect(200)
                .json()
                .get("order_id")
                .textValue();
        sagas.add(paid.saga(
                "payment",
                () -> Razorpay.call(
                        Some.key(), Razorpay.payment("payment.captured", order, "pay_" + order, 10000, "USD")),
                200,
                "HELD 10000 0 0 0",
                "escrow_update payment_completed",
                "status_change HELD",
                "payment_status captured"));
        Deal all = Deal.funded();
        sagas.add(all.saga(
                "release",
                () -> all.does(all.buyer(), "release", "{}"),
                503,
                "RELEASED 0 9750 0 250",
                "escrow_update released",
                "status_change RELEASED"));
        Deal part = Deal.funded();
        sagas.add(part.saga(
                "partial release",
                () -> part.does(part.buyer(), "release", "{\"amount\":40}"),
                503,
                "PARTIALLY_RELEASED 6000 3900 0 100",
                "escrow_update released",
                "status_change PARTIALLY_RELEASED"));
        Deal back = Deal.funded();
        sagas.add(back.saga(
                "refund",
                () -> back.does(back.seller(), "refund", "{}"),
                503,
                "REFUNDED 0 0 10000 0",
                "escrow_update refunded",
                "status_change REFUNDED"));
        Deal some = Deal.funded();
        sagas.add(some.saga(
                "partial refund",
                () -> some.does(some.seller(), "refund", "{\"amount\":40}"),
                503,
                "HELD 6000 0 4000 0",
                "escrow_update refunded"));
        endings();
    }

    private void endings() throws SQLException {
        Deal disputed = Deal.funded();
        disputed.does(disputed.buyer(), "dispute", "{\"reason\":\"x\"}").expect(200);
        sagas.add(disputed.saga(
                "split",
                () -> Api.asAdmin()
                        .post(
                                "/api/admin/escrows/" + disputed.id() + "/resolve",
                                Some.key(),
                                "{\"outcome\":\"split\",\"release_amount\":40}"),
                503,
                "RELEASED 0 3900 6000 100",
                "escrow_update dispute_resolved",
                "status_change RELEASED",
                "dispute_resolved split"));
        Deal confirmed = Deal.funded();
        confirmed.does(confirmed.seller(), "confirm", "").expect(200);
        sagas.add(confirmed.saga(
                "release by both confirmations",
                () -> confirmed.does(confirmed.buyer(), "confirm", ""),
                503,
                "RELEASED 0 9750 0 250",
                "escrow_update receipt_confirmed",
                "confirmation_added",
                "escrow_update released",
                "status_change RELEASED"));
        Deal lapsed = Deal.funded();
        Sql.asSuperuser()
                .execute("UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '" + lapsed.id() + "'");
        Eventually.holds(
                "it lapses",
                () -> lapsed.buyer()
                        .get("/api/v1/escrows/" + lapsed.id())
                        .text()
                        .contains("EXPIRED"));
        sagas.add(lapsed.saga(
                "refund of what lapsed",
                () -> refund("escrow", lapsed.id()),
                503,
                "REFUNDED 0 0 10000 0",
                "escrow_update refunded",
                "status_change REFUNDED"));
    }

    private static ApiAnswer refund(String kind, String id) {
        return Api.asService().post("/internal/refundables/" + kind + "/" + id + "/refund", "{\"refund_id\":\"r\"}");
    }

    private String packet(String alice, int shares) {
        return Api.as(alice)
                .post("/api/red-packets", Some.key(), Some.redPacket(10, shares, "equal", ""))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
    }

    private Saga packetSaga(String name, Step start, String packet, String alice, String endsAs, String... told) {
        String row =
                "SELECT concat_ws(' ', state, claimed, claimed_count, CASE WHEN refunded_at IS NULL THEN 'kept' ELSE 'back' END)"
                        + " FROM red_packet WHERE " + packet;
        return new Saga(name, start, 503, row, endsAs, alice, List.of(told));
    }

    private void redPackets() {
        String maker = Some.user("alice");
        sagas.add(packetSaga(
                "red packet",
                () -> Api.as(maker).post("/api/red-packets", Some.key(), Some.redPacket(10, 2, "equal", "")),
                "sender = '" + maker + "'",
                maker,
                "active 0 0 kept",
                "red_packet_created"));
        String sender = Some.user("alice");
        String claimed = packet(sender, 2);
        String claimer = Some.user("bob");
        sagas.add(packetSaga(
                "claim",
                () -> Api.as(claimer).post("/api/red-packets/" + claimed + "/claim", Some.key(), ""),
                "id = '" + claimed + "'",
                sender,
                "active 5 1 kept",
                "red_packet_claimed 1"));
        String last = Some.user("alice");
        String completed = packet(last, 1);
        sagas.add(packetSaga(
                "last claim",
                () -> Api.as(claimer).post("/api/red-packets/" + completed + "/claim", Some.key(), ""),
                "id = '" + completed + "'",
                last,
                "completed 10 1 kept",
                "red_packet_claimed 0",
                "red_packet_completed"));
        String canceller = Some.user("alice");
        String cancelled = packet(canceller, 2);
        Api.as(canceller).post("/api/red-packets/" + cancelled + "/cancel", "").expect(200);
        sagas.add(packetSaga(
                "refund of what was cancelled",
                () -> refund("red_packet", cancelled),
                "id = '" + cancelled + "'",
                canceller,
                "cancelled 0 0 back"));
    }

    private static String words(dev.florin.common.event.EventEnvelope event) {
        String more = event.type().equals("status_change")
                ? event.data().path("new_status").asText()
                : event.data().path("event_type").asText()
                        + event.data().path("status").asText().replaceAll("[A-Z_]+", "")
                        + event.data().path("outcome").asText()
                        + event.data().path("remaining_packets").asText();
        return (event.type() + " " + more).trim();
    }

    private static List<String> told(String user) {
        return EventStub.toldTo(user).stream().map(SagaQuarkusTest::words).toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "DYING"})
    void allAreFinishedOnce(WalletStub.Mood mood) throws SQLException {
        escrows();
        redPackets();
        List<Integer> before =
                sagas.stream().map(saga -> told(saga.user()).size()).toList();
        WalletStub.is(mood);
        for (Saga saga : sagas) {
            assertEquals(saga.expected(), saga.start().go().status(), saga.name());
        }
        WalletStub.is(WalletStub.Mood.WELL);
        // What falls due is asked for by refund-service, until it is answered.
        sagas.stream()
                .filter(saga -> saga.name().startsWith("refund of"))
                .forEach(saga ->
                        Eventually.holds(saga.name(), () -> saga.start().go().status() == 200));
        for (Saga saga : sagas) {
            Eventually.holds(saga.name(), () -> Sql.one(saga.row()).equals(saga.endsAs()));
        }
        for (int i = 0; i < sagas.size(); i++) {
            Saga saga = sagas.get(i);
            int from = before.get(i);
            Eventually.holds(
                    saga.name(),
                    () -> told(saga.user()).size() >= from + saga.told().size());
            List<String> now = told(saga.user());
            assertEquals(saga.told(), now.subList(from, now.size()), saga.name());
        }
        theLedgerSaysTheSame();
    }

    /** What the rows of these people say was paid is what the ledger has paid: each movement once. */
    private void theLedgerSaysTheSame() {
        for (Saga saga : sagas) {
            if (saga.row().contains("FROM escrow")) {
                String id = saga.row().replaceAll(".*'([0-9a-f-]{36})'", "$1");
                String seller = Sql.one("SELECT seller FROM escrow WHERE id = '" + id + "'");
                BigDecimal released =
                        new BigDecimal(Sql.one("SELECT released::text FROM escrow WHERE id = '" + id + "'"));
                assertEquals(
                        0, released.movePointLeft(2).compareTo(WalletStub.received("user:" + seller)), saga.name());
                UUID hold = UUID.fromString(Sql.one("SELECT hold_id::text FROM escrow WHERE id = '" + id + "'"));
                BigDecimal held = new BigDecimal(Sql.one("SELECT held::text FROM escrow WHERE id = '" + id + "'"));
                assertEquals(0, held.movePointLeft(2).compareTo(WalletStub.held(hold)), saga.name());
            } else {
                String id = Sql.one(saga.row().replaceFirst("SELECT .* FROM", "SELECT id::text FROM"));
                BigDecimal left = new BigDecimal(
                        Sql.one("SELECT CASE WHEN refunded_at IS NULL THEN total - claimed ELSE 0 END::text"
                                + " FROM red_packet WHERE id = '" + id + "'"));
                UUID hold = Ids.derived("hold", "red_packet:" + id);
                assertEquals(0, left.movePointLeft(2).compareTo(WalletStub.held(hold)), saga.name());
            }
        }
    }
}
