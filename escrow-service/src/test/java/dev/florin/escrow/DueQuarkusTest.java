package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What refund-service is offered: of both kinds together, within the times that it asks for, oldest first. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class DueQuarkusTest extends EscrowCase {
    private static final String LIST = "/internal/refundables";

    /** An escrow of which a part was released, and whose rest fell due then. */
    private String lapsedEscrow(String then) throws SQLException {
        String escrow = funded(", \"fee_payer\": \"buyer\"");
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":60}").expect(200);
        Sql.asSuperuser()
                .execute("UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '" + id(escrow) + "'");
        Eventually.holds("it lapses", () -> stands(escrow).startsWith("EXPIRED"));
        Sql.asSuperuser()
                .executeWithoutTriggers("UPDATE escrow SET lapsed_at = '" + then + "' WHERE id = '" + id(escrow) + "'");
        return id(escrow);
    }

    /** A red packet with one share claimed, which was cancelled then. */
    private String cancelledPacket(String then) throws SQLException {
        String packet = buyer.post("/api/red-packets", Some.key(), Some.redPacket(100, 4, "equal", ""))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
        seller.post("/api/red-packets/" + packet + "/claim", Some.key(), "").expect(200);
        buyer.post("/api/red-packets/" + packet + "/cancel", "").expect(200);
        Sql.asSuperuser()
                .executeWithoutTriggers("UPDATE red_packet SET closed_at = '" + then + "' WHERE id = '" + packet + "'");
        return packet;
    }

    private static JsonNode due(String query) {
        return Api.asService().get(LIST + "?" + query).expect(200).json().get("items");
    }

    private static List<String> ids(String query) {
        return due(query).valueStream().map(item -> item.get("id").textValue()).toList();
    }

    /** In this second of a year of which no other test knows. */
    private static String at(int second) {
        return "2001-01-01T00:00:0" + second + ".000Z";
    }

    @Test
    void isListedOldestFirstWithinTheTimesAskedFor() throws SQLException {
        // Made in the opposite order: the oldest is the one that fell due first.
        List<String> oldestFirst = new ArrayList<>();
        oldestFirst.addFirst(cancelledPacket(at(4)));
        oldestFirst.addFirst(cancelledPacket(at(3)));
        oldestFirst.addFirst(lapsedEscrow(at(2)));
        oldestFirst.addFirst(lapsedEscrow(at(1)));
        for (int from = 1; from <= 4; from++) {
            for (int to = from; to <= 4; to++) {
                String times = "due_after=" + at(from) + "&due_before=" + at(to);
                assertEquals(oldestFirst.subList(from - 1, to), ids(times), times);
                assertEquals(oldestFirst.subList(from - 1, from), ids(times + "&limit=1"), times);
            }
        }
        assertEquals(oldestFirst.subList(0, 3), ids("due_after=" + at(0) + "&limit=3"));
    }

    @Test
    void saysWhatIsDueAndOfWhat() throws SQLException, JsonProcessingException {
        String lapsed = "2002-01-01T00:00:01.000Z";
        String cancelled = "2002-01-01T00:00:02.000Z";
        String escrow = lapsedEscrow(lapsed);
        String packet = cancelledPacket(cancelled);
        JsonNode agreed = buyer.get("/api/v1/escrows/" + escrow).expect(200).json();
        JsonNode sent = buyer.get("/api/red-packets/" + packet).expect(200).json();
        JsonNode expected = Json.mapper().readTree("""
                [{"kind": "escrow", "id": "%s", "user_id": "%s", "amount": 41.00, "currency": "USD",
                  "reason": "escrow_lapsed", "due_at": "%s", "created_at": %s, "expires_at": %s,
                  "claimed_amount": 6150, "total_amount": 10250},
                 {"kind": "red_packet", "id": "%s", "user_id": "%s", "amount": 0.75, "currency": "USD",
                  "reason": "cancelled", "due_at": "%s", "created_at": %s, "expires_at": %s,
                  "claimed_amount": 25, "total_amount": 100}]
                """.formatted(
                        escrow,
                        bob,
                        lapsed,
                        agreed.get("created_at"),
                        agreed.get("deadline"),
                        packet,
                        bob,
                        cancelled,
                        sent.get("created_at"),
                        sent.get("expires_at")));
        assertEquals(expected, due("due_after=" + lapsed + "&due_before=" + cancelled));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "due_after=yesterday", "due_before=-99999-01-01T00:00:00Z"})
    void whatCannotBeReadIsRefused(String query) {
        assertEquals(
                "invalid-request",
                Api.asService().get(LIST + "?" + query).expect(400).code());
    }
}
