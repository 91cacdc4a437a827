package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;

/** An escrow between two people whom no other test knows. */
abstract class EscrowCase {
    final String bob = Some.user("bob");

    final String sue = Some.user("sue");

    final Api buyer = Api.as(bob);

    final Api seller = Api.as(sue);

    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.is(WalletStub.Mood.WELL);
        WalletStub.isFrozen("nobody");
    }

    String made(String more) {
        return "/api/v1/escrows/"
                + buyer.post("/api/v1/escrows", Some.key(), Some.escrow(sue, more))
                        .expect(201)
                        .json()
                        .get("escrow_id")
                        .textValue();
    }

    String funded(String more) {
        String escrow = made(more);
        buyer.post(escrow + "/fund", Some.key(), "").expect(200);
        return escrow;
    }

    static String id(String escrow) {
        return escrow.substring(escrow.lastIndexOf('/') + 1);
    }

    /** State, held, released, refunded, fee. */
    String stands(String escrow) {
        return stands(buyer.get(escrow).expect(200).json());
    }

    static String stands(JsonNode view) {
        return String.join(
                " ",
                view.get("status").textValue(),
                view.get("held_amount").asText(),
                view.get("released_amount").asText(),
                view.get("refunded_amount").asText(),
                view.get("fee_amount").asText());
    }

    static void got(String expected, String user) {
        assertEquals(0, new BigDecimal(expected).compareTo(WalletStub.received("user:" + user)), user);
    }
}
