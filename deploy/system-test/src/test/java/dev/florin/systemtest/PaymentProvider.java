package dev.florin.systemtest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The payment provider: what it reports is signed, and may come more than once. */
record PaymentProvider(Rest rest, String secret) {
    /** What happened to a payment, in the provider's words. */
    static String report(String event, String orderId, String paymentId, long minorAmount) {
        var payment = Json.object()
                .put("id", paymentId)
                .put("order_id", orderId)
                .put("amount", minorAmount)
                .put("currency", Person.CURRENCY);
        var report = Json.object().put("event", event);
        report.putObject("payload").putObject("payment").set("entity", payment);
        return report.toString();
    }

    /** Reports once. @throws IOException if there is no answer, and it is not known whether it was heard */
    Answer call(String eventId, String report, String signature) throws IOException {
        return rest.send(HttpRequest.newBuilder(URI.create(rest.url() + "/api/v1/webhooks/razorpay"))
                .header("Content-Type", "application/json")
                .header("X-Razorpay-Event-Id", eventId)
                .header("X-Razorpay-Signature", signature)
                .POST(BodyPublishers.ofString(report))
                .build());
    }

    /** Reports once, signed. */
    Answer call(String eventId, String report) throws IOException {
        return call(eventId, report, signature(report));
    }

    /** Reports to a system that is up. */
    void tells(String eventId, String report) {
        try {
            call(eventId, report).expect(200);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private String signature(String report) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(report.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
