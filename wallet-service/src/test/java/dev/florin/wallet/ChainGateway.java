package dev.florin.wallet;

import dev.florin.common.json.Json;
import dev.florin.common.test.ApiAnswer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Reports what it sees on the chain, signed, as the gateway of a rail does. */
final class ChainGateway {
    static final String OLD_SECRET = "a-secret-for-tests-that-is-on-its-way-out";
    static final String NEW_SECRET = "a-secret-for-tests-that-is-on-its-way-in";
    static final String CALLBACK = "/api/wallet/rails/chain/events";

    private ChainGateway() {}

    static String report(String event, String transaction, String status, String more) {
        return "{\"event_id\":\"" + event + "\",\"sent_at\":\"" + Json.text(Instant.now()) + "\",\"transaction_id\":\""
                + transaction + "\",\"status\":\"" + status + "\"" + more + "}";
    }

    static String signature(String body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static ApiAnswer call(String path, String body, String signature) {
        Api nobody = new Api(null);
        return nobody.send(nobody.request(path)
                .header("Content-Type", "application/json")
                .header("X-Rail-Signature", signature)
                .POST(BodyPublishers.ofString(body)));
    }

    static String said(String event, String transaction, String status, String more) {
        String body = report(event, transaction, status, more);
        return call(CALLBACK, body, signature(body, NEW_SECRET))
                .expect(200)
                .json()
                .get("outcome")
                .textValue();
    }

    static String said(String transaction, String status, String more) {
        return said(UUID.randomUUID().toString(), transaction, status, more);
    }
}
