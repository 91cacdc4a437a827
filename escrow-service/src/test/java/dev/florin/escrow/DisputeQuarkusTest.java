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
        List<EventEnvelope> operators = toldTo(OPERATOR, escrow);
        assertEquals(
                List.of("dispute_raised ", "dispute_resolved "),
                operators.stream().map(DisputeQuarkusTest::words).toList());
        operators.forEach(event -> assertEquals(List.of(bob, sue, OPERATOR), event.audience()));
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
