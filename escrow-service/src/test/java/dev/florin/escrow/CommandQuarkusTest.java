package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.id.Ids;
import dev.florin.common.json.Json;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What the ledger is asked for, word by word. Ids make a repeat harmless, also after an upgrade, and whoever compares
 * books looks for refunds by their names.
 */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class CommandQuarkusTest extends EscrowCase {
    private static final String PACKETS = "/api/red-packets";

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.mapper().readTree(text);
    }

    private String packet() {
        return buyer.post(PACKETS, Some.key(), Some.redPacket(101, 2, "equal", ""))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
    }

    private static String movement(String escrow, String kind) {
        return Sql.one(
                "SELECT id FROM escrow_movement WHERE escrow_id = '" + id(escrow) + "' AND kind = '" + kind + "'");
    }

    @Test
    void aRedPacketIsSetAsideAndItsSharesArePaidOutOfThat() throws JsonProcessingException {
        String packet = packet();
        String hold = Ids.derived("hold", "red_packet:" + packet).toString();
        JsonNode reserve = json("""
                [{"reserve": {"id": "%s", "account": "user:%s", "amount": 1.01, "currency": "USD",
                              "purpose": "red_packet:%s"}}]""".formatted(hold, bob, packet));
        assertEquals(List.of(reserve), WalletStub.commandsFor(bob));
        String claim = seller.post(PACKETS + "/" + packet + "/claim", Some.key(), "")
                .expect(200)
                .json()
                .get("claim_id")
                .textValue();
        JsonNode capture = json("""
                [{"capture": {"hold_id": "%s",
                              "order": {"id": "%s", "credit": "user:%s", "amount": 0.51, "currency": "USD",
                                        "type": "red_packet_claim", "reference": "red_packet:%s"}}}]""".formatted(hold, Ids.derived("claim:" + claim), sue, packet));
        assertEquals(List.of(capture), WalletStub.commandsFor(sue));
    }

    @Test
    void theRefundOfARedPacketIsTheEndOfItsHold() throws JsonProcessingException {
        String packet = packet();
        buyer.post(PACKETS + "/" + packet + "/cancel", "").expect(200);
        isRefundedAsTheEndOf(Ids.derived("hold", "red_packet:" + packet), "red_packet", packet);
    }

    @Test
    void theRefundOfALapsedEscrowIsTheEndOfItsHold() throws JsonProcessingException, SQLException {
        String escrow = funded("");
        UUID hold = Ids.derived(movement(escrow, "fund"), "hold");
        JsonNode reserve = json("""
                [{"reserve": {"id": "%s", "account": "user:%s", "amount": 100.00, "currency": "USD",
                              "purpose": "escrow:%s", "spends": true}}]""".formatted(hold, bob, id(escrow)));
        assertEquals(List.of(reserve), WalletStub.commandsFor(bob));
        Sql.asSuperuser()
                .execute("UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '" + id(escrow) + "'");
        isRefundedAsTheEndOf(hold, "escrow", id(escrow));
    }

    /** Under the name that refund-service looks for, also when it is asked for once more. */
    private static void isRefundedAsTheEndOf(UUID hold, String kind, String id) throws JsonProcessingException {
        String path = "/internal/refundables/" + kind + "/" + id + "/refund";
        for (String name : List.of("r1", "r2")) {
            Api.asService().post(path, "{\"refund_id\":\"" + name + "\"}").expect(200);
        }
        String name = "refund:" + kind + ":" + id;
        JsonNode release = json("[{\"release\": \"%s\", \"released_for\": \"%s\"}]".formatted(hold, name));
        assertEquals(
                List.of(release),
                WalletStub.commandsNaming(name).stream().distinct().toList());
    }

    /** A hold cannot give back a part of itself. */
    @Test
    void whatAPartialRefundLeavesIsSetAsideAnewInTheSameCommand() throws JsonProcessingException {
        String escrow = funded("");
        UUID hold = Ids.derived(movement(escrow, "fund"), "hold");
        seller.post(escrow + "/refund", Some.key(), "{\"amount\":10}").expect(200);
        UUID rest = Ids.derived(movement(escrow, "refund"), "hold");
        JsonNode refund = json("""
                [{"release": "%s"},
                 {"reserve": {"id": "%s", "account": "user:%s", "amount": 90.00, "currency": "USD",
                              "purpose": "escrow:%s", "spends": true, "replaces": "%s"}}]""".formatted(hold, rest, bob, id(escrow), hold));
        assertEquals(refund, WalletStub.commandsFor(bob).getLast());
    }

    @Test
    void sellerFeeAndBuyerGetTheirPartsInOneCommand() throws JsonProcessingException {
        String escrow = funded("");
        UUID hold = Ids.derived(movement(escrow, "fund"), "hold");
        buyer.post(escrow + "/dispute", "{\"reason\":\"x\"}").expect(200);
        Api.asAdmin()
                .post(
                        "/api/admin/escrows/" + id(escrow) + "/resolve",
                        Some.key(),
                        "{\"outcome\":\"split\",\"release_amount\":40}")
                .expect(200);
        String movement = movement(escrow, "resolve");
        JsonNode split = json(
                """
                [{"capture": {"hold_id": "%1$s",
                              "order": {"id": "%2$s", "credit": "user:%3$s", "amount": 39.00, "currency": "USD",
                                        "type": "escrow_release", "reference": "escrow:%5$s"}}},
                 {"capture": {"hold_id": "%1$s",
                              "order": {"id": "%4$s", "credit": "system:fees", "amount": 1.00, "currency": "USD",
                                        "type": "escrow_fee", "reference": "escrow:%5$s"}}},
                 {"release": "%1$s"}]""".formatted(hold, Ids.derived(movement, "seller"), sue, Ids.derived(movement, "fee"), id(escrow)));
        assertEquals(List.of(split), WalletStub.commandsFor(sue));
    }
}
