package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;

/** A user who spends, and looks at what was spent. */
record Spender(String name, Api api) {
    private static final String HEADER = "reference,date,amount,currency,merchant,description,status\n";

    /** One whom no other test knows. */
    static Spender fresh() {
        String name = Some.user("alice");
        return new Spender(name, Api.as(name));
    }

    /** A bank statement, none of whose lines is rejected. */
    void send(String lines) {
        JsonNode view = api.send(
                        api.request("/api/bt-pay/import?format=csv").POST(BodyPublishers.ofString(HEADER + lines)))
                .expect(200)
                .json();
        assertEquals(0, view.get("rejected").intValue(), view.toString());
    }

    JsonNode get(String path) {
        return api.get("/api/bt-pay/" + path).expect(200).json();
    }

    /** Buys a verification by WhatsApp, which stays open. */
    JsonNode buy(String dollars) {
        return api.post("/api/wallet/purchases", UUID.randomUUID().toString(), Some.purchase(dollars, ""))
                .expect(201)
                .json();
    }

    /** It is not delivered, and given back; twice, because that is once. */
    static void giveBack(JsonNode purchase) {
        String id = purchase.get("purchase_id").textValue();
        Api service = Api.asService();
        service.post("/api/wallet/purchases/" + id + "/fail", "").expect(200);
        for (int i = 0; i < 2; i++) {
            service.post("/internal/refundables/purchase/" + id + "/refund", "{\"refund_id\":\"r\"}")
                    .expect(200);
        }
    }
}
