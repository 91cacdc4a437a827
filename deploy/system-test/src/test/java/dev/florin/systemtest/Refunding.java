package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a person pays for and gets back. */
record Refunding(Person person) {
    private static final Duration SOON = Duration.ofSeconds(20);

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

    /**
     * Repeats it under the same key while the ledger is away, as the answer asks for: after a crash the circuit breaker
     * needs a moment.
     *
     * @param total in minor units @return the packet
     */
    JsonNode sends(String currency, String total, int shares, int expiresInS) {
        ObjectNode packet = Json.object()
                .put("total_amount", new BigInteger(total))
                .put("packet_count", shares)
                .put("mode", "equal")
                .put("currency", currency)
                .put("expires_in", expiresInS);
        String key = UUID.randomUUID().toString();
        AtomicReference<Answer> last = new AtomicReference<>();
        Await.until(SOON, () -> "a red packet: " + last.get(), () -> {
            last.set(person.rest().ask("POST", "/api/red-packets", person.token(), packet, key));
            return !last.get().code().equals("ledger-unavailable");
        });
        return last.get().expect(201).json();
    }

    /** Sets money aside for somebody until then. @return the path of the escrow */
    String sets(String amount, Person seller, Instant deadline) {
        ObjectNode terms = Json.object()
                .put("seller_id", seller.id())
                .put("amount", new BigDecimal(amount))
                .put("currency", Person.CURRENCY)
                .put("terms", "a bicycle")
                .put("deadline", deadline.toString());
        String escrow = "/api/v1/escrows/"
                + post("/api/v1/escrows", terms).json().path("escrow_id").asText();
        post(escrow + "/fund", null);
        return escrow;
    }

    Answer releases(String escrow, String amount) {
        return post(escrow + "/release", Json.object().put("amount", new BigDecimal(amount)));
    }

    private Answer post(String path, @Nullable ObjectNode body) {
        return person.rest()
                .ask("POST", path, person.token(), body, UUID.randomUUID().toString())
                .expect(200, 201);
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
