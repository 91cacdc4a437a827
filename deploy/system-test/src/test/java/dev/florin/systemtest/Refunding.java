package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;

/** What a person pays for and gets back. */
record Refunding(Person person) {
    /** Fifty cents for a verification that has so long to be delivered. @return the purchase */
    JsonNode buys(int timeoutS) {
        return person.rest()
                .ask(
                        "POST",
                        "/api/wallet/purchases",
                        person.token(),
                        Json.object()
                                .put("type", "sms_purchase")
                                .put("amount", new BigDecimal("0.50"))
                                .put("currency", Person.CURRENCY)
                                .put("service", "WhatsApp")
                                .put("description", "WhatsApp verification (US)")
                                .put("timeout_seconds", timeoutS),
                        UUID.randomUUID().toString())
                .expect(201)
                .json();
    }

    /** @param total in minor units @return the packet */
    JsonNode sends(String currency, String total, int shares, int expiresInS) {
        return person.rest()
                .ask(
                        "POST",
                        "/api/red-packets",
                        person.token(),
                        Json.object()
                                .put("total_amount", new BigInteger(total))
                                .put("packet_count", shares)
                                .put("mode", "equal")
                                .put("currency", currency)
                                .put("expires_in", expiresInS),
                        UUID.randomUUID().toString())
                .expect(201)
                .json();
    }

    Answer claims(String packetId) {
        return person.rest()
                .ask(
                        "POST",
                        "/api/red-packets/" + packetId + "/claim",
                        person.token(),
                        null,
                        UUID.randomUUID().toString());
    }

    /** Has it back at once. */
    void cancelsPurchase(String purchaseId) {
        person.rest()
                .ask("POST", "/api/wallet/purchases/" + purchaseId + "/cancel", person.token(), null, null)
                .expect(200);
    }

    void cancelsPacket(String packetId) {
        person.rest()
                .ask("POST", "/api/red-packets/" + packetId + "/cancel", person.token(), null, null)
                .expect(200);
    }
}
