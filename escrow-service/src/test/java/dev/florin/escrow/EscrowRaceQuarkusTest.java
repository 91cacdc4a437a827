package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two who want different things of one escrow at the same time: one of them gets it, and the money moves once. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class EscrowRaceQuarkusTest extends EscrowCase {
    @Test
    void releaseAgainstRefundHasOneWinner() {
        String escrow = funded("");
        List<Integer> answers = Stream.of(buyer.request(escrow + "/release"), seller.request(escrow + "/refund"))
                .parallel()
                .map(request -> buyer.send(request.header("Idempotency-Key", Some.key())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .status())
                .sorted()
                .toList();
        assertEquals(List.of(200, 409), answers);
        String end = stands(escrow);
        assertTrue(
                List.of("RELEASED 0.00 97.50 0.00 2.50", "REFUNDED 0.00 0.00 100.00 0.00")
                        .contains(end),
                end);
    }

    @Test
    void cancelAgainstFundHasOneWinner() {
        String escrow = made("");
        List<Integer> answers = Stream.of(buyer.request(escrow + "/fund"), seller.request(escrow + "/cancel"))
                .parallel()
                .map(request -> buyer.send(
                                request.header("Idempotency-Key", Some.key()).POST(HttpRequest.BodyPublishers.noBody()))
                        .status())
                .sorted()
                .toList();
        assertEquals(List.of(200, 409), answers);
    }

    @Test
    void confirmationsAtOnceReleaseItOnce() {
        String escrow = funded("");
        List<Integer> answers = Stream.of(buyer, seller, buyer, seller)
                .parallel()
                .map(party -> party.post(escrow + "/confirm", Some.key(), "").status())
                .toList();
        assertEquals(List.of(200, 200, 200, 200), answers);
        assertEquals("RELEASED 0.00 97.50 0.00 2.50", stands(escrow));
        got("97.50", sue);
    }

    /** The clock has its say first: who comes when the inspection is over comes too late, whoever looks. */
    @Test
    void disputeAgainstTheEndOfTheInspectionHasOneWinner() throws Exception {
        for (int round = 0; round < 8; round++) {
            String escrow = funded("");
            seller.post(escrow + "/confirm", Some.key(), "").expect(200);
            String id = escrow.substring(escrow.lastIndexOf('/') + 1);
            int ms = 20 * round;
            Sql.asSuperuser()
                    .execute("UPDATE escrow SET acts_at = now() + interval '" + ms + " milliseconds' WHERE id = '" + id
                            + "'");
            int status =
                    buyer.post(escrow + "/dispute", "{\"reason\":\"broken\"}").status();
            boolean disputed = status == 200;
            assertEquals(disputed ? 200 : 409, status);
            String end = disputed ? "DISPUTED 100.00 0.00 0.00 0.00" : "RELEASED 0.00 97.50 0.00 2.50";
            Eventually.holds("it is decided", () -> !stands(escrow).startsWith("HELD"));
            assertEquals(end, stands(escrow));
        }
    }
}
