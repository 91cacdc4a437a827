package dev.florin.escrow;

import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Every saga of an escrow, each about to start. */
final class EscrowSagas {
    private static final String ESCROWS = "/api/v1/escrows/";

    private final List<Saga> sagas = new ArrayList<>();

    private EscrowSagas() {}

    static List<Saga> all() throws SQLException {
        EscrowSagas all = new EscrowSagas();
        all.fundings();
        all.releases();
        all.refunds();
        all.resolutions();
        all.lapses();
        return all.sagas;
    }

    /** An escrow of people whom nobody else knows. */
    private record Deal(Api buyer, Api seller, String bob, String id) {
        static Deal made() {
            String bob = Some.user("bob");
            String sue = Some.user("sue");
            String milestones = """
                    , "milestones": [{"milestone_id": "a", "title": "half", "amount": 40},
                                     {"milestone_id": "b", "title": "rest", "amount": 60}]""";
            String id = Api.as(bob)
                    .post("/api/v1/escrows", Some.key(), Some.escrow(sue, milestones))
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

        /** Whatever the clock does next, it has to do now. */
        void isOver() throws SQLException {
            Sql.asSuperuser()
                    .execute("UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '" + id + "'");
        }

        ApiAnswer does(Api who, String step, String body) {
            return who.post(ESCROWS + id + "/" + step, Some.key(), body);
        }

        ApiAnswer looksAt() {
            return buyer.get(ESCROWS + id);
        }

        /** Until the ledger has been asked, in vain. */
        ApiAnswer awaitTry() {
            String tried = "SELECT count(*) FROM escrow_movement WHERE state = 'pending' AND problem IS NOT NULL"
                    + " AND escrow_id = '" + id + "'";
            Eventually.holds("it is tried", () -> Sql.number(tried) == 1);
            return looksAt();
        }

        Saga saga(String name, Saga.Step start, int expected, String endsAs, String... told) {
            String of = "escrow WHERE id = '" + id + "'";
            return new Saga(name, start, expected, of, endsAs, bob, List.of(told), false);
        }
    }

    private void fundings() {
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
                () -> {
                    Razorpay.tell(Razorpay.payment("payment.captured", order, "pay_" + order, 10000, "USD"));
                    return paid.awaitTry();
                },
                200,
                "HELD 10000 0 0 0",
                "escrow_update payment_completed",
                "status_change HELD",
                "payment_status captured"));
    }

    private void releases() {
        release("{}", "RELEASED 0 9750 0 250", "RELEASED");
        release("{\"amount\":30}", "PARTIALLY_RELEASED 7000 2925 0 75", "PARTIALLY_RELEASED");
        release("{\"milestone_id\":\"a\"}", "PARTIALLY_RELEASED 6000 3900 0 100", "PARTIALLY_RELEASED");
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
        Deal inspected = Deal.funded();
        inspected.does(inspected.seller(), "confirm", "").expect(200);
        sagas.add(inspected.saga(
                "release by the end of the inspection",
                () -> {
                    inspected.isOver();
                    return inspected.awaitTry();
                },
                200,
                "RELEASED 0 9750 0 250",
                "escrow_update released",
                "status_change RELEASED"));
    }

    private void release(String body, String endsAs, String state) {
        Deal deal = Deal.funded();
        sagas.add(deal.saga(
                "release " + body,
                () -> deal.does(deal.buyer(), "release", body),
                503,
                endsAs,
                "escrow_update released",
                "status_change " + state));
    }

    private void refunds() {
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
    }

    private void resolutions() {
        resolution("release", "", "RELEASED 0 9750 0 250");
        resolution("refund", "", "REFUNDED 0 0 10000 0");
        resolution("split", ",\"release_amount\":40", "RELEASED 0 3900 6000 100");
    }

    private void resolution(String outcome, String more, String endsAs) {
        Deal deal = Deal.funded();
        deal.does(deal.buyer(), "dispute", "{\"reason\":\"x\"}").expect(200);
        sagas.add(deal.saga(
                "dispute that ends in a " + outcome,
                () -> Api.asAdmin()
                        .post(
                                "/api/admin/escrows/" + deal.id() + "/resolve",
                                Some.key(),
                                "{\"outcome\":\"" + outcome + "\"" + more + "}"),
                503,
                endsAs,
                "escrow_update dispute_resolved",
                "status_change " + (outcome.equals("refund") ? "REFUNDED" : "RELEASED"),
                "dispute_resolved " + outcome));
    }

    private void lapses() throws SQLException {
        Deal whole = Deal.funded();
        Deal part = Deal.funded();
        part.does(part.buyer(), "release", "{\"amount\":30}").expect(200);
        for (Deal deal : List.of(whole, part)) {
            deal.isOver();
        }
        for (Deal deal : List.of(whole, part)) {
            Eventually.holds("it lapses", () -> deal.looksAt().text().contains("EXPIRED"));
        }
        giveBack(whole, "REFUNDED 0 0 10000 0");
        giveBack(part, "REFUNDED 0 2925 7000 75");
    }

    private void giveBack(Deal deal, String endsAs) {
        sagas.add(deal.saga(
                        "refund of what lapsed, " + endsAs,
                        () -> Api.asService()
                                .post("/internal/refundables/escrow/" + deal.id() + "/refund", "{\"refund_id\":\"r\"}"),
                        503,
                        endsAs,
                        "escrow_update refunded",
                        "status_change REFUNDED")
                .repeated());
    }
}
