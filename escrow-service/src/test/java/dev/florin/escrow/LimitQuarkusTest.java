package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ledger refuses what is above a limit of the wallet: the caller hears it as it is, and nothing is half done. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class LimitQuarkusTest {
    private static final String LIMIT = "limit-exceeded";

    private final String bob = Some.user("bob");
    private final String sue = Some.user("sue");
    private final Api buyer = Api.as(bob);

    @AfterEach
    void noLimits() {
        WalletStub.refuses(bob, null);
        WalletStub.refuses(sue, null);
    }

    private String made() {
        return "/api/v1/escrows/"
                + buyer.post("/api/v1/escrows", Some.key(), Some.escrow(sue, ""))
                        .expect(201)
                        .json()
                        .get("escrow_id")
                        .textValue();
    }

    private String state(String escrow) {
        return buyer.get(escrow).expect(200).json().get("status").textValue();
    }

    @Test
    void anEscrowAboveALimitStaysUnfundedAndMayBeFundedLater() {
        String escrow = made();
        WalletStub.refuses(bob, LIMIT);
        String key = Some.key();
        assertEquals(LIMIT, buyer.post(escrow + "/fund", key, "").expect(422).code());
        assertEquals("INITIATED", state(escrow));
        WalletStub.refuses(bob, null);
        assertEquals(LIMIT, buyer.post(escrow + "/fund", key, "").expect(422).code(), "final for its key");
        buyer.post(escrow + "/fund", Some.key(), "").expect(200);
        assertEquals("HELD", state(escrow));
    }

    @Test
    void anEscrowAboveALimitCanBeCalledOff() {
        String escrow = made();
        WalletStub.refuses(bob, LIMIT);
        buyer.post(escrow + "/fund", Some.key(), "").expect(422);
        buyer.post(escrow + "/cancel", "").expect(200);
        assertEquals("CANCELLED", state(escrow));
        assertEquals(
                List.of("escrow_update", "escrow_update", "status_change"),
                EventStub.toldTo(bob).stream().map(event -> event.type()).toList());
    }

    @Test
    void aPaymentAboveALimitIsKeptForTheOperator() {
        String escrow = made();
        String order = buyer.post(escrow + "/payment-link", "")
                .expect(200)
                .json()
                .get("order_id")
                .textValue();
        WalletStub.refuses(bob, LIMIT);
        String id = Some.key();
        Razorpay.call(id, Razorpay.payment("payment.captured", order, "pay_" + id, 10000, "USD"))
                .expect(200);
        String row = " FROM payment_event WHERE provider_event_id = '" + id + "'";
        Eventually.holds("it is kept", () -> Sql.one("SELECT outcome" + row).equals("unapplied"));
        assertEquals(LIMIT, Sql.one("SELECT note" + row));
        assertEquals("INITIATED", state(escrow));
        assertEquals(BigDecimal.ZERO, WalletStub.received("user:" + bob));
    }

    @Test
    void aRedPacketAboveALimitIsRefusedAndNobodyKnowsOfIt() {
        WalletStub.refuses(bob, LIMIT);
        String key = Some.key();
        String body = Some.redPacket(10, 2, "equal", "");
        assertEquals(
                LIMIT, buyer.post("/api/red-packets", key, body).expect(422).code());
        String packet = Sql.one("SELECT id::text FROM red_packet WHERE sender = '" + bob + "'");
        assertEquals("refused", Sql.one("SELECT state FROM red_packet WHERE id = '" + packet + "'"));
        Api.as(sue).get("/api/red-packets/" + packet).expect(404);
        assertEquals(List.of(), EventStub.toldTo(bob));
        WalletStub.refuses(bob, null);
        assertEquals(
                LIMIT, buyer.post("/api/red-packets", key, body).expect(422).code());
        buyer.post("/api/red-packets", Some.key(), body).expect(201);
    }

    @Test
    void aClaimAboveALimitGivesTheShareBack() {
        String packet = buyer.post("/api/red-packets", Some.key(), Some.redPacket(10, 1, "equal", ""))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
        String claim = "/api/red-packets/" + packet + "/claim";
        WalletStub.refuses(sue, LIMIT);
        assertEquals(LIMIT, Api.as(sue).post(claim, Some.key(), "").expect(422).code());
        Api.as(Some.user("another")).post(claim, Some.key(), "").expect(200);
    }
}
