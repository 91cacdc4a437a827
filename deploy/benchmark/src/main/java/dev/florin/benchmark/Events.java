package dev.florin.benchmark;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Events as other services send them. */
final class Events {
    private static final String TIME = "2026-01-31T09:30:00.000Z";

    private Events() {}

    /** A new id; made cheaply, for nobody has to be unable to guess it. */
    static UUID id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }

    /** Tells a user of a payment. */
    static String payment(String user, String message) {
        String id = id().toString();
        return envelope(
                "payment_received",
                ",\"audience\":\"" + user + "\"",
                "{\"transfer_id\":\"" + id + "\",\"sender_id\":\"somebody\",\"recipient_id\":\"" + user
                        + "\",\"amount\":12.50,\"currency\":\"USD\",\"message\":\"" + message + "\"}");
    }

    /** Tells everyone. */
    static String announcement(String message) {
        return envelope("system_alert", "", alert(message));
    }

    /** A frame of the same length and much the same content as the one in which Florin sends the announcement. */
    static String announcementFrame(String message) {
        return "{\"type\":\"system_alert\",\"timestamp\":\"" + TIME + "\",\"data\":" + alert(message) + ",\"id\":\""
                + id() + "\"}";
    }

    private static String alert(String message) {
        return "{\"message\":\"" + message + "\",\"severity\":\"info\"}";
    }

    private static String envelope(String type, String audience, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id() + "\",\"source\":\"/benchmark\",\"type\":\"" + type
                + "\",\"time\":\"" + TIME + "\",\"datacontenttype\":\"application/json\"" + audience + ",\"data\":"
                + data + "}";
    }
}
