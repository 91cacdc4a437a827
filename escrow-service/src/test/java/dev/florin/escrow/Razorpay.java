package dev.florin.escrow;

import dev.florin.common.security.BodySignature;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** The payment provider, as it calls. */
final class Razorpay {
    static final String PATH = "/api/v1/webhooks/razorpay";
    static final String OLD_SECRET = "a-webhook-secret-for-tests-on-its-way-out";
    static final String NEW_SECRET = "a-webhook-secret-for-tests-on-its-way-in";

    private Razorpay() {}

    /** An event about a payment of an order. */
    static String payment(String event, String order, String payment, long minor, String currency) {
        return """
                {"event":"%s","payload":{"payment":{"entity":{"id":"%s","order_id":"%s","amount":%d,"currency":"%s",
                 "status":"whatever","error_description":"as it goes"}}}}""".formatted(event, payment, order, minor, currency);
    }

    static String paid(String order, String payment, long minor) {
        return """
                {"event":"order.paid","payload":{"order":{"entity":{"id":"%s","amount":%d}},
                 "payment":{"entity":{"id":"%s","order_id":"%s","amount":%d,"currency":"USD"}}}}""".formatted(order, minor, payment, order, minor);
    }

    static String refund(String order, String payment, long minor) {
        return """
                {"event":"refund.processed","payload":{"refund":{"entity":{"id":"rfnd_1","payment_id":"%s","amount":%d,"currency":"USD"}},
                 "payment":{"entity":{"id":"%s","order_id":"%s","amount":10000,"currency":"USD"}}}}""".formatted(payment, minor, payment, order);
    }

    /** As the provider may send it: with the payment's id, and without the payment. */
    static String refund(String payment, long minor) {
        return """
                {"event":"refund.processed","payload":{"refund":{"entity":{"id":"rfnd_1","payment_id":"%s","amount":%d,"currency":"USD"}}}}""".formatted(payment, minor);
    }

    /** Signed as it should be, under a new id. */
    static void tell(String body) {
        call(Some.key(), body).expect(200);
    }

    static ApiAnswer call(String id, String body) {
        return call(id, body, signature(body));
    }

    static ApiAnswer call(String id, String body, String signature) {
        return new Api(null)
                .send(signed(signature)
                        .header("X-Razorpay-Event-Id", id)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    static ApiAnswer callWithoutId(String body) {
        return new Api(null).send(signed(signature(body)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** In chunks: how long the body is shows when it ends. */
    static ApiAnswer callInChunks(String id, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Api(null)
                .send(signed(signature(body))
                        .header("X-Razorpay-Event-Id", id)
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
    }

    private static HttpRequest.Builder signed(String signature) {
        return new Api(null)
                .request(PATH)
                .header("Content-Type", "application/json")
                .header("X-Razorpay-Signature", signature);
    }

    private static String signature(String body) {
        return BodySignature.of(body.getBytes(StandardCharsets.UTF_8), NEW_SECRET);
    }
}
