package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disputes from being raised to being decided: what moves, and who hears of it. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class DisputeQuarkusTest extends EscrowCase {
    private static final String OPERATOR = "operator";
    private static final String FROZEN = "DISPUTED 100.00 0.00 0.00 0.00";
    private static final String SPLIT = "{\"outcome\":\"split\",\"release_amount\":40,\"reason\":\"both\"}";

    private final Api admin = Api.asAdmin();

    private String disputed() {
        String escrow = funded("");
        buyer.post(escrow + "/dispute", "{\"reason\":\"it is broken\"}").expect(200);
        return escrow;
    }

    private static String resolve(String escrow) {
        return "/api/admin/escrows/" + id(escrow) + "/resolve";
    }

    private static List<EventEnvelope> toldTo(String user, String escrow) {
        return EventStub.toldTo(user).stream()
                .filter(event -> ("escrow:" + id(escrow)).equals(event.topic()))
                .toList();
    }

    private static String words(EventEnvelope event) {
        return event.type() + " " + event.data().path("event_type").asText();
    }

    @Test
    void freezesTheMoney() {
        String escrow = disputed();
        assertEquals(FROZEN, stands(escrow));
        seller.post(escrow + "/dispute", "{\"reason\":\"no\"}").expect(200);
        buyer.post(escrow + "/release", Some.key(), "{}").expect(409);
        seller.post(escrow + "/refund", Some.key(), "{}").expect(409);
        assertEquals(FROZEN, stands(escrow));
        JsonNode dispute = seller.get(escrow + "/dispute").expect(200).json();
        assertEquals(bob, dispute.get("raised_by").textValue());
        assertEquals("it is broken", dispute.get("reason").textValue());
    }

    @Test
    void bothPartiesAndTheOperatorsAreTold() {
        String escrow = disputed();
        String evidence = "{\"text\":\"it was not\",\"references\":[\"photo 7\"]}";
        JsonNode dispute =
                seller.post(escrow + "/dispute/evidence", evidence).expect(200).json();
        assertEquals("it was not", dispute.at("/evidence/0/text").textValue());
        assertEquals("photo 7", dispute.at("/evidence/0/references/0").textValue());
        admin.post(resolve(escrow), Some.key(), SPLIT).expect(200);
        for (String party : List.of(bob, sue)) {
            List<EventEnvelope> told = toldTo(party, escrow);
            assertEquals(
                    List.of(
                            "escrow_update dispute_raised",
                            "status_change ",
                            "dispute_raised ",
                            "escrow_update evidence_added",
                            "escrow_update dispute_resolved",
                            "status_change ",
                            "dispute_resolved "),
                    // After it was made and funded.
                    told.stream().skip(3).map(DisputeQuarkusTest::words).toList());
        }
        EventEnvelope added = toldTo(bob, escrow).get(6);
        assertEquals(sue, added.data().get("actor").textValue());
        assertEquals(List.of(bob, sue), added.audience());
        assertEquals(List.of(), toldTo(OPERATOR, escrow), "under its topic they could follow it");
        List<EventEnvelope> operators = EventStub.toldTo(OPERATOR).stream()
                .filter(event ->
                        id(escrow).equals(event.data().path("escrow_id").asText()))
                .toList();
        assertEquals(
                List.of("dispute_raised ", "dispute_resolved "),
                operators.stream().map(DisputeQuarkusTest::words).toList());
        operators.forEach(event -> assertEquals(List.of(OPERATOR), event.audience()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "release | {\"outcome\":\"release\",\"reason\":\"both\"} | RELEASED 0.00 97.50 0.00 2.50",
                "refund | {\"outcome\":\"refund\",\"reason\":\"both\"} | REFUNDED 0.00 0.00 100.00 0.00",
                "split | {\"outcome\":\"split\",\"release_amount\":40,\"reason\":\"both\"} | RELEASED 0.00 39.00 60.00 1.00"
            })
    void anOperatorDecides(String outcome, String decision, String end) {
        String escrow = disputed();
        assertEquals(
                end,
                stands(admin.post(resolve(escrow), Some.key(), decision)
                        .expect(200)
                        .json()));
        assertEquals(end, stands(escrow));
        admin.post(resolve(escrow), Some.key(), decision).expect(409);
        String[] amounts = end.split(" ", -1);
        got(amounts[2], sue);
        JsonNode told = toldTo(bob, escrow).getLast().data();
        assertEquals(
                List.of(outcome, amounts[2], amounts[3], amounts[4], "both"),
                List.of(
                        told.get("outcome").textValue(),
                        told.get("released_amount").asText(),
                        told.get("refunded_amount").asText(),
                        told.get("fee_amount").asText(),
                        told.get("reason").textValue()));
        JsonNode dispute = buyer.get(escrow + "/dispute").expect(200).json();
        assertEquals(outcome, dispute.get("outcome").textValue());
        assertEquals("root", dispute.get("resolved_by").textValue());
        assertEquals("both", dispute.get("note").textValue());
    }

    /** Of an escrow of which the seller has a part already, giving the rest back makes no refunded one. */
    @Test
    void theDecisionSaysWhatTheEscrowHasBecome() {
        String escrow = funded("");
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":30}").expect(200);
        buyer.post(escrow + "/dispute", "{\"reason\":\"it is broken\"}").expect(200);
        admin.post(resolve(escrow), Some.key(), "{\"outcome\":\"refund\"}").expect(200);
        JsonNode told = toldTo(bob, escrow).getLast().data();
        assertEquals(
                List.of("refund", "RELEASED"),
                List.of(told.get("outcome").textValue(), told.get("status").textValue()));
        assertEquals("RELEASED", stands(escrow).split(" ", -1)[0]);
    }

    @Test
    void operatorsReadWhatTheyDecideOn() {
        String escrow = disputed();
        seller.post(escrow + "/dispute/evidence", "{\"text\":\"it was not\"}").expect(200);
        String file = "/api/admin/escrows/" + id(escrow);
        JsonNode open = admin.get(file).expect(200).json();
        assertEquals("DISPUTED", open.at("/escrow/status").textValue());
        assertEquals(buyer.get(escrow + "/timeline").expect(200).json().get("transitions"), open.get("transitions"));
        assertEquals(buyer.get(escrow + "/dispute").expect(200).json(), open.get("dispute"));
        assertEquals(List.of(id(escrow)), ofOurs(openDisputes(1)));
        admin.post(resolve(escrow), Some.key(), SPLIT).expect(200);
        assertEquals(List.of(), ofOurs(openDisputes(100)));
        assertEquals(
                "split",
                admin.get(file).expect(200).json().at("/dispute/outcome").textValue());
        assertFalse(admin.get("/api/admin/escrows/" + id(made("")))
                .expect(200)
                .json()
                .has("dispute"));
    }

    /** All that there are, page by page. */
    private List<JsonNode> openDisputes(int limit) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = admin.get("/api/admin/escrows/disputes?limit=" + limit + cursor)
                    .expect(200)
                    .json();
            page.get("disputes").forEach(all::add);
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        return all;
    }

    private List<String> ofOurs(List<JsonNode> disputes) {
        return disputes.stream()
                .filter(dispute -> dispute.get("buyer_id").textValue().equals(bob))
                .peek(dispute ->
                        assertEquals("100", dispute.get("held_amount").asText().replace(".00", "")))
                .map(dispute -> dispute.get("escrow_id").textValue())
                .toList();
    }

    @Test
    void aRepeatedDecisionIsAnsweredTheSame() {
        String escrow = disputed();
        String key = Some.key();
        ApiAnswer first = admin.post(resolve(escrow), key, SPLIT).expect(200);
        assertFalse(first.isReplayed());
        ApiAnswer again = admin.post(resolve(escrow), key, SPLIT).expect(200);
        assertEquals(first.text(), again.text());
        assertTrue(again.isReplayed());
        got("39", sue);
    }

    @Test
    void moreThanIsHeldCannotBeSplit() {
        String escrow = disputed();
        String decision = "{\"outcome\":\"split\",\"release_amount\":100.01}";
        assertEquals(
                "escrow-exceeded",
                admin.post(resolve(escrow), Some.key(), decision).expect(422).code());
        assertEquals(FROZEN, stands(escrow));
    }

    @Test
    void aDecisionIsOneOfThree() {
        String escrow = disputed();
        for (String decision : List.of(
                "{}",
                "{\"outcome\":\"both\"}",
                "{\"outcome\":\"split\"}",
                "{\"outcome\":\"release\",\"release_amount\":40}",
                "{\"outcome\":\"refund\",\"reason\":\"" + "x".repeat(2001) + "\"}")) {
            ApiAnswer answer = admin.post(resolve(escrow), Some.key(), decision);
            assertEquals("400 invalid-request", answer.status() + " " + answer.code(), decision);
        }
        assertEquals(FROZEN, stands(escrow));
    }

    @Test
    void evidenceAndReasonsHaveBounds() {
        String escrow = funded("");
        String tooLong = "{\"reason\":\"" + "x".repeat(2001) + "\"}";
        assertEquals(
                "invalid-request",
                buyer.post(escrow + "/dispute", tooLong).expect(400).code());
        buyer.post(escrow + "/dispute", "{\"reason\":\"it is broken\"}").expect(200);
        String twenty = ",\"references\":[" + "\"a\",".repeat(19) + "\"" + "a".repeat(500) + "\"]}";
        for (String evidence : List.of(
                "{\"text\":\"" + "x".repeat(10_001) + "\"}",
                "{\"text\":\"x\",\"references\":[" + "\"a\",".repeat(20) + "\"a\"]}",
                "{\"text\":\"x\",\"references\":[\"" + "a".repeat(501) + "\"]}",
                "{\"text\":\"x\",\"references\":[null]}")) {
            ApiAnswer answer = buyer.post(escrow + "/dispute/evidence", evidence);
            assertEquals("400 invalid-request", answer.status() + " " + answer.code(), evidence.substring(0, 20));
        }
        buyer.post(escrow + "/dispute/evidence", "{\"text\":\"" + "x".repeat(10_000) + "\"" + twenty)
                .expect(200);
    }

    @Test
    void operatorsDoNotDecideOnTheirOwn() {
        String escrow = disputed();
        for (String party : List.of(bob, sue)) {
            assertEquals(
                    "forbidden",
                    new Api(TestTokens.admin(party))
                            .post(resolve(escrow), Some.key(), SPLIT)
                            .expect(403)
                            .code());
        }
        assertEquals(FROZEN, stands(escrow));
    }
}
