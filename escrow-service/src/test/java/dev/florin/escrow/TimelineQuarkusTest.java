package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever happens to an escrow stands in its timeline: who did it and why, from which state into which. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class TimelineQuarkusTest extends EscrowCase {
    /** Action, actor, reason, old state, new state; a dash for what is absent. */
    private List<String> timeline(String escrow) {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : buyer.get(escrow + "/timeline").expect(200).json().get("transitions")) {
            lines.add(String.join(
                    " ",
                    line.get("action").textValue(),
                    line.get("actor").textValue().replace(bob, "bob").replace(sue, "sue"),
                    line.path("reason").asText("-"),
                    line.path("old_status").asText("-"),
                    line.get("new_status").textValue()));
        }
        return lines;
    }

    @Test
    void whatPeopleDecide() {
        String escrow = funded("");
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":10,\"reason\":\"begun\"}")
                .expect(200);
        seller.post(escrow + "/refund", Some.key(), "{\"amount\":10,\"reason\":\"scratched\"}")
                .expect(200);
        seller.post(escrow + "/confirm", Some.key(), "{\"reason\":\"left-outside\"}")
                .expect(200);
        buyer.post(escrow + "/dispute", "{\"reason\":\"broken\"}").expect(200);
        seller.post(escrow + "/dispute/evidence", "{\"text\":\"it was not\"}").expect(200);
        String split = "{\"outcome\":\"split\",\"release_amount\":40,\"reason\":\"both\"}";
        Api.asAdmin()
                .post("/api/admin/escrows/" + id(escrow) + "/resolve", Some.key(), split)
                .expect(200);
        assertEquals(
                List.of(
                        "created bob - - INITIATED",
                        "funded bob - INITIATED HELD",
                        "released bob begun HELD PARTIALLY_RELEASED",
                        "refunded sue scratched PARTIALLY_RELEASED PARTIALLY_RELEASED",
                        "delivery_confirmed sue left-outside PARTIALLY_RELEASED PARTIALLY_RELEASED",
                        "dispute_raised bob broken PARTIALLY_RELEASED DISPUTED",
                        "evidence_added sue - DISPUTED DISPUTED",
                        "dispute_resolved root both DISPUTED RELEASED"),
                timeline(escrow));
    }

    @Test
    void whatIsCalledOff() {
        String escrow = made("");
        seller.post(escrow + "/cancel", "{\"reason\":\"sold\"}").expect(200);
        assertEquals(List.of("created bob - - INITIATED", "cancelled sue sold INITIATED CANCELLED"), timeline(escrow));
        String tooLong = "{\"reason\":\"" + "x".repeat(501) + "\"}";
        assertEquals(
                "invalid-request",
                buyer.post(made("") + "/cancel", tooLong).expect(400).code());
    }

    @Test
    void whatTheClockDoes() throws Exception {
        String lapsed = funded("");
        Sql.asSuperuser()
                .execute("UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '" + id(lapsed) + "'");
        Eventually.holds("it lapses", () -> stands(lapsed).startsWith("EXPIRED"));
        Api.asService()
                .post("/internal/refundables/escrow/" + id(lapsed) + "/refund", "{\"refund_id\":\"r1\"}")
                .expect(200);
        assertEquals(
                List.of(
                        "created bob - - INITIATED",
                        "funded bob - INITIATED HELD",
                        "expired system deadline HELD EXPIRED",
                        "refunded system escrow_lapsed EXPIRED REFUNDED"),
                timeline(lapsed));
        String confirmed = funded("");
        seller.post(confirmed + "/confirm", Some.key(), "").expect(200);
        buyer.post(confirmed + "/confirm", Some.key(), "").expect(200);
        assertEquals(
                List.of(
                        "created bob - - INITIATED",
                        "funded bob - INITIATED HELD",
                        "delivery_confirmed sue - HELD HELD",
                        "receipt_confirmed bob - HELD HELD",
                        "released system confirmed HELD RELEASED"),
                timeline(confirmed));
        String inspected = funded(", \"inspection_seconds\": 1");
        seller.post(inspected + "/confirm", Some.key(), "").expect(200);
        Eventually.holds("it is released", () -> stands(inspected).startsWith("RELEASED"));
        assertEquals(
                "released system inspection_over HELD RELEASED",
                timeline(inspected).getLast());
    }
}
