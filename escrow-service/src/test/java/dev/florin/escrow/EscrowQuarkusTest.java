package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Escrows from their making to their end, as their parties see them. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class EscrowQuarkusTest extends EscrowCase {
    @Test
    void isFundedAndReleased() {
        String escrow = funded("");
        assertEquals("HELD 100.00 0.00 0.00 0.00", stands(escrow));
        assertEquals(
                "RELEASED 0.00 97.50 0.00 2.50",
                stands(buyer.post(escrow + "/release", Some.key(), "{}")
                        .expect(200)
                        .json()));
        got("97.50", sue);
        List<String> told = EventStub.toldTo(sue).stream()
                .map(event ->
                        event.type() + " " + event.data().path("event_type").asText()
                                + event.data().path("new_status").asText())
                .toList();
        assertEquals(
                List.of(
                        "escrow_update created",
                        "escrow_update funded",
                        "status_change HELD",
                        "escrow_update released",
                        "status_change RELEASED"),
                told);
        EventEnvelope last = EventStub.toldTo(bob).getLast();
        assertEquals(List.of(bob, sue), last.audience());
        assertEquals("escrow:" + id(escrow), last.topic());
        JsonNode timeline = seller.get(escrow + "/timeline").expect(200).json().get("transitions");
        assertEquals("released", timeline.get(2).get("action").textValue());
        assertEquals(bob, timeline.get(2).get("actor").textValue());
    }

    @Test
    void goesInPartsBothWays() {
        String escrow = funded("");
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":30}").expect(200);
        assertEquals("PARTIALLY_RELEASED 70.00 29.25 0.00 0.75", stands(escrow));
        seller.post(escrow + "/refund", Some.key(), "{\"amount\":50}").expect(200);
        assertEquals("PARTIALLY_RELEASED 20.00 29.25 50.00 0.75", stands(escrow));
        assertEquals(
                "escrow-exceeded",
                buyer.post(escrow + "/release", Some.key(), "{\"amount\":20.01}")
                        .expect(422)
                        .code());
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":20}").expect(200);
        assertEquals("RELEASED 0.00 48.75 50.00 1.25", stands(escrow));
    }

    /** As exact as a number, and safe from those who read numbers as floating point. */
    @Test
    void amountsMayBeStrings() {
        String escrow = funded("""
                , "milestones": [{"milestone_id": "a", "title": "half", "amount": "40.00"},
                                 {"milestone_id": "b", "title": "rest", "amount": "60"}]""");
        buyer.post(escrow + "/release", Some.key(), "{\"milestone_id\":\"a\"}").expect(200);
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":\"0.40\"}").expect(200);
        seller.post(escrow + "/refund", Some.key(), "{\"amount\":\"9.60\"}").expect(200);
        assertEquals("PARTIALLY_RELEASED 50.00 39.39 9.60 1.01", stands(escrow));
        buyer.post(escrow + "/dispute", "{\"reason\":\"x\"}").expect(200);
        Api.asAdmin()
                .post(
                        "/api/admin/escrows/" + id(escrow) + "/resolve",
                        Some.key(),
                        "{\"outcome\":\"split\",\"release_amount\":\"12.50\"}")
                .expect(200);
        assertEquals("RELEASED 0.00 51.58 47.10 1.32", stands(escrow));
        got("51.58", sue);
    }

    /** Who buys pays 2.50 more, and what goes back goes back with its fee. */
    @Test
    void theBuyerPaysTheFeeOnTop() {
        String escrow = made(", \"fee_payer\": \"buyer\"");
        assertEquals("102.50", buyer.get(escrow).expect(200).json().get("price").asText());
        buyer.post(escrow + "/fund", Some.key(), "").expect(200);
        assertEquals("HELD 102.50 0.00 0.00 0.00", stands(escrow));
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":60}").expect(200);
        assertEquals("PARTIALLY_RELEASED 41.00 60.00 0.00 1.50", stands(escrow));
        seller.post(escrow + "/refund", Some.key(), "{\"amount\":40}").expect(200);
        assertEquals("RELEASED 0.00 60.00 41.00 1.50", stands(escrow));
        got("60", sue);
    }

    /** Of 999 yen 2.5 % are 24.975; what no coin is small enough for is rounded there, and nowhere else. */
    @ParameterizedTest
    @CsvSource({
        "JPY, 0, 999, 100, 97, 3, 974, 25",
        "KWD, 3, 1001, 100, 97, 3, 976, 25",
        "ETH, 18, 101, 20, 19, 1, 98, 3"
    })
    void theFeeIsRoundedToTheMinorUnitOfTheAsset(
            String currency, int scale, long minor, long part, long got, long fee, long gotInAll, long feeInAll) {
        String escrow = "/api/v1/escrows/"
                + buyer.post("/api/v1/escrows", Some.key(), """
                        {"seller_id": "%s", "amount": %s, "currency": "%s", "terms": "a chair", "fee_basis_points": 250}""".formatted(sue, plain(minor, scale), currency))
                        .expect(201)
                        .json()
                        .get("escrow_id")
                        .textValue();
        buyer.post(escrow + "/fund", Some.key(), "").expect(200);
        JsonNode begun = buyer.post(escrow + "/release", Some.key(), "{\"amount\":" + plain(part, scale) + "}")
                .expect(200)
                .json();
        assertEquals(
                BigDecimal.valueOf(got, scale), begun.get("released_amount").decimalValue());
        assertEquals(BigDecimal.valueOf(fee, scale), begun.get("fee_amount").decimalValue());
        assertEquals(
                BigDecimal.valueOf(minor - part, scale),
                begun.get("held_amount").decimalValue());
        JsonNode end =
                buyer.post(escrow + "/release", Some.key(), "{}").expect(200).json();
        assertEquals(
                BigDecimal.valueOf(gotInAll, scale), end.get("released_amount").decimalValue());
        assertEquals(BigDecimal.valueOf(feeInAll, scale), end.get("fee_amount").decimalValue());
        got(plain(gotInAll, scale), sue);
    }

    private static String plain(long minor, int scale) {
        return BigDecimal.valueOf(minor, scale).toPlainString();
    }

    @Test
    void milestonesAreReleasedOnceEach() {
        String escrow = funded("""
                , "milestones": [{"milestone_id": "a", "title": "half", "amount": 40},
                                 {"milestone_id": "b", "title": "rest", "amount": 60}]""");
        buyer.post(escrow + "/release", Some.key(), "{\"milestone_id\":\"a\"}").expect(200);
        assertEquals("PARTIALLY_RELEASED 60.00 39.00 0.00 1.00", stands(escrow));
        buyer.post(escrow + "/release", Some.key(), "{\"milestone_id\":\"a\"}").expect(409);
        buyer.post(escrow + "/release", Some.key(), "{\"milestone_id\":\"c\"}").expect(400);
        buyer.post(escrow + "/release", Some.key(), "{\"milestone_id\":\"b\"}").expect(200);
        assertEquals("RELEASED 0.00 97.50 0.00 2.50", stands(escrow));
    }

    @Test
    void theSameKeyIsAnsweredTheSame() {
        String key = Some.key();
        ApiAnswer made =
                buyer.post("/api/v1/escrows", key, Some.escrow(sue, "")).expect(201);
        String escrow = "/api/v1/escrows/" + made.json().get("escrow_id").textValue();
        String fund = Some.key();
        ApiAnswer first = buyer.post(escrow + "/fund", fund, "").expect(200);
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":1}").expect(200);
        ApiAnswer again = buyer.post(escrow + "/fund", fund, "").expect(200);
        assertEquals(first.text(), again.text());
        assertTrue(again.isReplayed());
        assertEquals(
                made.text(),
                buyer.post("/api/v1/escrows", key, Some.escrow(sue, "")).text());
        assertEquals(
                "idempotency-key-reused",
                buyer.post(escrow + "/release", fund, "{}").expect(422).code());
    }

    @Test
    void bothConfirmationsReleaseIt() {
        String escrow = funded("");
        seller.post(escrow + "/confirm", Some.key(), "").expect(200);
        seller.post(escrow + "/confirm", Some.key(), "").expect(200);
        assertEquals("HELD 100.00 0.00 0.00 0.00", stands(escrow));
        assertEquals(
                "RELEASED 0.00 97.50 0.00 2.50",
                stands(buyer.post(escrow + "/confirm", Some.key(), "")
                        .expect(200)
                        .json()));
        got("97.50", sue);
    }

    @Test
    void theEndOfTheInspectionReleasesIt() {
        String escrow = funded(", \"inspection_seconds\": 1");
        seller.post(escrow + "/confirm", Some.key(), "").expect(200);
        Eventually.holds("it is released", () -> stands(escrow).startsWith("RELEASED"));
        got("97.50", sue);
    }

    @Test
    void onlyPartiesSeeItAndEachMayOnlyDoTheirs() {
        String escrow = funded("");
        Api eve = Api.as(Some.user("eve"));
        eve.get(escrow).expect(404);
        eve.post(escrow + "/release", Some.key(), "{}").expect(404);
        assertEquals(
                "forbidden",
                seller.post(escrow + "/release", Some.key(), "{}").expect(403).code());
        assertEquals(
                "forbidden",
                buyer.post(escrow + "/refund", Some.key(), "{}").expect(403).code());
        assertEquals(
                "escrow-state-conflict",
                buyer.post(escrow + "/cancel", "").expect(409).code());
        assertEquals("HELD 100.00 0.00 0.00 0.00", stands(escrow));
    }

    @Test
    void whatTheWalletDidWithoutSayingSoIsFinishedOnce() {
        String escrow = funded("");
        WalletStub.is(WalletStub.Mood.DYING);
        String key = Some.key();
        ApiAnswer unknown = buyer.post(escrow + "/release", key, "{}").expect(503);
        assertEquals("ledger-unavailable", unknown.code());
        assertEquals("1", unknown.header("Retry-After"));
        assertEquals("HELD 100.00 0.00 0.00 0.00", stands(escrow));
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds("the job finishes it", () -> stands(escrow).startsWith("RELEASED"));
        got("97.50", sue);
        assertTrue(buyer.post(escrow + "/release", key, "{}").expect(200).isReplayed());
        got("97.50", sue);
    }

    @Test
    void aWalletThatIsDownLeavesNothingHalfDone() {
        String escrow = made("");
        WalletStub.is(WalletStub.Mood.BROKEN);
        buyer.post(escrow + "/fund", Some.key(), "").expect(503);
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds("the job finishes it", () -> stands(escrow).startsWith("HELD"));
    }

    @Test
    void aRefusalStaysForItsKeyAndAnotherKeyMayTry() {
        String escrow = funded("");
        WalletStub.isFrozen(sue);
        String key = Some.key();
        assertEquals(
                "recipient-frozen",
                buyer.post(escrow + "/release", key, "{}").expect(422).code());
        WalletStub.isFrozen("nobody");
        assertEquals(
                "recipient-frozen",
                buyer.post(escrow + "/release", key, "{}").expect(422).code());
        assertEquals("HELD 100.00 0.00 0.00 0.00", stands(escrow));
        buyer.post(escrow + "/release", Some.key(), "{}").expect(200);
        got("97.50", sue);
    }

    @Test
    void otherServicesAreToldWhoseItIs() {
        JsonNode parties = Api.asService()
                .get("/internal/escrows/" + id(made("")) + "/parties")
                .expect(200)
                .json()
                .get("parties");
        assertEquals(
                List.of(bob, sue),
                List.of(parties.get(0).textValue(), parties.get(1).textValue()));
    }

    /** Of three, one is the other way round: each party sees all of them, whichever side it is on. */
    @Test
    void pagesGoOnWhereTheyEndedForBothSides() throws SQLException {
        List<String> newestFirst = List.of(id(made("")), id(sold()), id(made("")));
        for (int age = 0; age < 3; age++) {
            // Otherwise two of them could be of the same millisecond, and in either order.
            Sql.asSuperuser()
                    .execute("UPDATE escrow SET created_at = created_at - interval '" + age + " minutes' WHERE id = '"
                            + newestFirst.get(age) + "'");
        }
        for (Api party : List.of(buyer, seller)) {
            JsonNode page = party.get("/api/v1/escrows?limit=2").expect(200).json();
            JsonNode rest = party.get("/api/v1/escrows?limit=2&cursor="
                            + page.get("next_cursor").textValue())
                    .expect(200)
                    .json();
            List<String> found = new ArrayList<>();
            for (JsonNode answer : List.of(page, rest)) {
                for (JsonNode escrow : answer.get("escrows")) {
                    String id = escrow.get("escrow_id").textValue();
                    assertEquals(party.get("/api/v1/escrows/" + id).expect(200).json(), escrow);
                    found.add(id);
                }
            }
            assertEquals(newestFirst, found);
            assertFalse(rest.has("next_cursor"), rest.toString());
        }
        assertEquals(
                0,
                Api.as(Some.user("eve"))
                        .get("/api/v1/escrows")
                        .expect(200)
                        .json()
                        .get("escrows")
                        .size());
    }

    /** One that the seller of the others buys. */
    private String sold() {
        return seller.post("/api/v1/escrows", Some.key(), Some.escrow(bob, ""))
                .expect(201)
                .json()
                .get("escrow_id")
                .textValue();
    }

    @Test
    void whatNoLedgerCanHoldIsRefusedBeforeItStands() {
        String nines = "9".repeat(36) + ".99";
        ApiAnswer refused = buyer.post(
                        "/api/v1/escrows",
                        Some.key(),
                        Some.escrow(sue, ", \"fee_payer\": \"buyer\"")
                                .replaceFirst("\"amount\": *[0-9.]+", "\"amount\": " + nines))
                .expect(422);
        assertEquals("amount-too-large", refused.code());
        buyer.get("/api/v1/escrows").expect(200);
    }
}
