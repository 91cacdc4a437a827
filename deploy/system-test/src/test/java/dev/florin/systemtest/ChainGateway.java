package dev.florin.systemtest;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The gateway of the rail {@code chain}, which reports what became of deposits and withdrawals of a dollar. */
record ChainGateway(Rest rest) {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

    /** Reports; the same status of the same transaction is the same report again. @return the outcome */
    String reports(String transaction, String status) {
        String body = Json.object()
                .put("event_id", transaction + status)
                .put("sent_at", Instant.now().toString())
                .put("transaction_id", transaction)
                .put("status", status)
                .put("amount", new BigDecimal("1.00"))
                .put("currency", Person.CURRENCY)
                .put("transaction_hash", "0xabc")
                .toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(rest.url() + "/api/wallet/rails/chain/events"))
                .timeout(ANSWERED_WITHIN)
                .header("Content-Type", "application/json")
                .header("X-Rail-Signature", signature(body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return rest.send(request).expect(200).json().path("outcome").asText();
        } catch (IOException e) {
            throw new AssertionError("the report got no answer", e);
        }
    }

    private static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Florin.RAIL_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
