package dev.florin.benchmark;

import dev.florin.common.id.Ids;
import dev.florin.common.security.BodySignature;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Requests about escrows and red packets of people who have wallets. What a key makes has an id that is known before.
 */
record Promises(People people) {
    static final String SECRET = "the-secret-of-a-provider-that-pays-for-tests";

    /** Create, fund, release: each escrow between two others. */
    Cycles.Cycle escrows(String name) {
        return new Cycles.Cycle() {
            @Override
            public int steps() {
                return 3;
            }

            @Override
            public ByteBuf request(int number, int step) {
                return switch (step) {
                    case 0 -> create(name, number);
                    case 1 -> step(name, number, "fund", "");
                    default -> step(name, number, "release", "{}");
                };
            }
        };
    }

    /** The buyer is found by the number, so that each step comes from the same one. */
    private int buyer(int number) {
        return Math.floorMod(number * 7919, people.count());
    }

    ByteBuf create(String name, int number) {
        int seller = (buyer(number) + 1 + ThreadLocalRandom.current().nextInt(people.count() - 1)) % people.count();
        String body = "{\"seller_id\":\"" + People.name(seller)
                + "\",\"amount\":10.00,\"currency\":\"USD\",\"terms\":\"a chair\",\"fee_basis_points\":100}";
        return Http.post("/api/v1/escrows", people.token(buyer(number)), Http.JSON, key(name, number), body);
    }

    /** @param body empty if the step has none */
    ByteBuf step(String name, int number, String step, String body) {
        UUID escrow = idOf(buyer(number), key(name, number));
        return Http.post(
                "/api/v1/escrows/" + escrow + "/" + step,
                people.token(buyer(number)),
                Http.JSON,
                key(name, number) + "-" + step,
                body);
    }

    private static String key(String name, int number) {
        return name + "-" + number;
    }

    private static UUID idOf(int person, String key) {
        return Ids.derived("idempotency-key", People.name(person), key);
    }

    /** A red packet of the first of them; nobody else's. */
    ByteBuf packet(String key, int shares) {
        String body = "{\"total_amount\":" + shares * 100L + ",\"packet_count\":" + shares
                + ",\"mode\":\"random\",\"currency\":\"USD\"}";
        return Http.post("/api/red-packets", people.token(0), Http.JSON, key, body);
    }

    ByteBuf claim(String packetKey, int person) {
        String path = "/api/red-packets/" + idOf(0, packetKey) + "/claim";
        return Http.post(path, people.token(person), Http.JSON, packetKey + "-claim", "");
    }

    static UUID packetId(String key) {
        return idOf(0, key);
    }

    /** The payment provider says that an order is paid. */
    ByteBuf paid(String order) {
        String body = "{\"event\":\"payment.captured\",\"payload\":{\"payment\":{\"entity\":{\"id\":\"pay_" + order
                + "\",\"order_id\":\"" + order + "\",\"amount\":1000,\"currency\":\"USD\"}}}}";
        String signature = BodySignature.of(body.getBytes(StandardCharsets.UTF_8), SECRET);
        String headers =
                Http.JSON + "\r\nX-Razorpay-Signature: " + signature + "\r\nX-Razorpay-Event-Id: " + Events.id();
        return Http.post("/api/v1/webhooks/razorpay", people.token(0), headers, "", body);
    }
}
