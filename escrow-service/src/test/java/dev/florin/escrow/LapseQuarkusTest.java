package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Escrows whose deadline passes: what was held falls due and comes back once, and nothing else is done any more. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class LapseQuarkusTest extends EscrowCase {
    private final Api refunds = Api.asService();

    /** Its deadline has just passed; the clock, not this, has it expire. */
    private void lapse(String escrow) throws SQLException {
        Sql.asSuperuser()
                .execute("UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '" + id(escrow) + "'");
        Eventually.holds("it lapses", () -> stands(escrow).startsWith("EXPIRED"));
    }

    private boolean isDue(String escrow) {
        return refunds.get("/internal/refundables?limit=500").expect(200).text().contains(id(escrow));
    }

    private ApiAnswer refund(String escrow, String name) {
        return refunds.post(
                "/internal/refundables/escrow/" + id(escrow) + "/refund", "{\"refund_id\":\"" + name + "\"}");
    }

    @Test
    void whatIsHeldFallsDueAndIsGivenBackOnce() throws SQLException {
        String escrow = funded("");
        lapse(escrow);
        assertEquals("EXPIRED 100.00 0.00 0.00 0.00", stands(escrow));
        assertTrue(isDue(escrow));
        assertEquals(
                "true",
                Sql.one("SELECT (lapsed_at <= updated_at - interval '1 second')::text FROM escrow WHERE id = '"
                        + id(escrow) + "'"),
                "it is due since its time is over, and not since that was noticed");
        ApiAnswer given = refund(escrow, "r1").expect(200);
        assertEquals("100.00", given.json().get("amount").asText());
        assertEquals("r1", given.json().get("refund_id").textValue());
        assertEquals(WalletStub.AVAILABLE, given.json().get("balance_after").decimalValue());
        assertEquals("REFUNDED 0.00 0.00 100.00 0.00", stands(escrow));
        assertEquals(given.text(), refund(escrow, "r2").expect(200).text());
        assertFalse(isDue(escrow));
    }

    private long timed() {
        return refunds.get("/q/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith("refund_latency_seconds_count{") && line.contains("kind=\"escrow\""))
                .mapToLong(line -> new BigDecimal(line.substring(line.lastIndexOf(' ') + 1)).longValueExact())
                .sum();
    }

    /** Also of those that a crash held up, which are the slow ones; and of two who ask at once, only once. */
    @Test
    void howLongItTookIsNotedOnceWhoeverBringsItToItsEnd() throws SQLException {
        String interrupted = funded("");
        String raced = funded("");
        lapse(interrupted);
        lapse(raced);
        long before = timed();
        WalletStub.is(WalletStub.Mood.DYING);
        refund(interrupted, "r1").expect(503);
        WalletStub.is(WalletStub.Mood.WELL);
        Eventually.holds(
                "the job brings it to its end", () -> stands(interrupted).startsWith("REFUNDED"));
        refund(interrupted, "r2").expect(200);
        IntStream.range(0, 8).parallel().forEach(i -> refund(raced, "r" + i).expect(200));
        assertEquals(before + 2, timed());
    }

    @Test
    void whatIsLeftOfAPartlyReleasedOneIsGivenBack() throws SQLException {
        String escrow = funded("");
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":30}").expect(200);
        lapse(escrow);
        assertEquals("EXPIRED 70.00 29.25 0.00 0.75", stands(escrow));
        buyer.post(escrow + "/release", Some.key(), "{}").expect(409);
        seller.post(escrow + "/refund", Some.key(), "{}").expect(409);
        assertEquals(
                "70.00", refund(escrow, "r1").expect(200).json().get("amount").asText());
        assertEquals("REFUNDED 0.00 29.25 70.00 0.75", stands(escrow));
        got("29.25", sue);
    }

    @Test
    void whatWasNeverFundedJustEnds() throws SQLException {
        String escrow = made("");
        lapse(escrow);
        assertEquals("EXPIRED 0.00 0.00 0.00 0.00", stands(escrow));
        assertEquals(
                "escrow-state-conflict",
                buyer.post(escrow + "/fund", Some.key(), "").expect(409).code());
        assertFalse(isDue(escrow));
        JsonNode told = EventStub.toldTo(sue).getLast().data();
        assertEquals("INITIATED", told.get("old_status").textValue());
        assertEquals("EXPIRED", told.get("new_status").textValue());
    }
}
