package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.local.Service;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads what all processes have written down during the whole run, crashes included; so it comes last. */
@Tag("slow")
@Order(Integer.MAX_VALUE)
@ExtendWith(SharedFlorin.class)
class SecretsIT {
    /**
     * Any token at all, also those that the services make for each other; a signature; a private key; a body of ours.
     */
    private static final Pattern TOKEN = Pattern.compile(
            "eyJ[\\w-]{8,}|[Bb]earer |sha256=[0-9a-f]{16,}|BEGIN [A-Z ]*PRIVATE|[?&](?:token|ticket)=[^*<\\s]|\"amount\"\\s*:");

    /** What people write where they write it, and what is written to them: every text of this test begins so. */
    private static final String OURS = dev.florin.systemtest.Order.MEMO_PREFIX;

    private static final String MAIL_BOX = Outside.REFUSED;
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void logsHoldNoTokensAndNoMessages(Florin florin) throws IOException {
        Person ken = florin.person("ken").opened();
        Person lena = florin.person("lena").opened();
        ken.deposits("5.00");
        try (SocketRecorder socket = SocketRecorder.notifications(lena, 0);
                SocketRecorder balance = SocketRecorder.balance(lena)) {
            ken.pays(lena, "1.00");
            socket.awaitSeq(4, SOON);
            balance.awaitFrames("balance_update", 1, SOON);
        }
        talk(ken, lena);
        buyGiveAndPromise(florin, ken, lena);
        String ticket = report(florin, ken);
        sendMail(florin, lena, ken);
        // What goes wrong is what tends to be written down.
        dev.florin.systemtest.Order.of(ken, lena, "1000000.00").place().expect(422);
        ken.rest().get("/api/wallet/transfers/" + ken.token(), ken.token()).expect(404);
        ken.rest().get("/api/notifications/" + ken.token(), ken.token()).expect(404, 405);
        ken.rest().get("/api/wallets?token=" + ken.token(), "not.a.token").expect(401);

        List<String> secrets = secrets(florin, ticket);
        List<String> told = new ArrayList<>();
        List<Path> logs = florin.logs();
        for (String name : List.of("wallet", "escrow", "refund", "notification", "postgresql")) {
            assertTrue(
                    logs.stream().anyMatch(log -> log.getFileName().toString().startsWith(name)),
                    () -> name + " among " + logs);
        }
        for (Path log : logs) {
            try (Stream<String> lines = Files.lines(log)) {
                lines.filter(line -> isSecret(secrets, line))
                        .forEach(line -> told.add(log.getFileName() + ": " + line));
            }
        }
        assertEquals(List.of(), told);
    }

    /** By request and by socket, and refused: what people write to each other is nobody else's business. */
    private static void talk(Person ken, Person lena) {
        ken.rest()
                .ask("POST", "/api/contacts", ken.token(), Json.object().put("user_id", lena.id()), null)
                .expect(201);
        lena.rest()
                .ask("POST", "/api/contacts", lena.token(), Json.object().put("user_id", ken.id()), null)
                .expect(201);
        ObjectNode draft = Json.object().put("kind", "direct");
        draft.putArray("members").add(lena.id());
        String room = ken.rest()
                .ask("POST", "/api/chat/conversations", ken.token(), draft, null)
                .expect(201)
                .json()
                .path("room_id")
                .asText();
        String path = "/api/chat/conversations/" + room + "/messages";
        String secret = dev.florin.systemtest.Order.MEMO_PREFIX + "my dear";
        ken.rest().ask("POST", path, ken.token(), words(secret), null).expect(201);
        ken.rest()
                .ask("POST", path, ken.token(), words(secret + " again"), null)
                .expect(422);
        try (SocketRecorder socket = SocketRecorder.notifications(lena, 0)) {
            ObjectNode said = Json.object().put("type", "chat_send");
            said.set("data", words(secret).put("room_id", room));
            socket.say(said.toString());
            socket.awaitFrames("chat_message", 2, Duration.ofSeconds(10));
            said.set("data", words(secret).put("room_id", "none"));
            socket.say(said.toString());
            socket.awaitFrames("error", 1, Duration.ofSeconds(10));
        }
    }

    private static ObjectNode words(String text) {
        return Json.object().put("text", text).put("client_message_id", "the first");
    }

    /** A purchase that comes back, an escrow with a dispute and a red packet, each with words in it. */
    private static void buyGiveAndPromise(Florin florin, Person ken, Person lena) {
        ObjectNode purchase = Json.object()
                .put("type", "sms_purchase")
                .put("amount", new BigDecimal("0.50"))
                .put("currency", Person.CURRENCY)
                .put("service", "WhatsApp")
                .put("description", OURS + "a number")
                .put("timeout_seconds", 1);
        ken.rest()
                .ask("POST", "/api/wallet/purchases", ken.token(), purchase, key())
                .expect(201);
        ObjectNode packet = Json.object()
                .put("total_amount", 10)
                .put("packet_count", 1)
                .put("mode", "equal")
                .put("currency", Person.CURRENCY)
                .put("message", OURS + "happy new year");
        ken.rest().ask("POST", "/api/red-packets", ken.token(), packet, key()).expect(201);
        ObjectNode terms = Json.object()
                .put("seller_id", lena.id())
                .put("amount", new BigDecimal("1.00"))
                .put("currency", Person.CURRENCY)
                .put("terms", OURS + "a bicycle")
                .put("deadline", Instant.now().plus(Duration.ofDays(1)).toString());
        String escrow = ken.rest()
                .ask("POST", "/api/v1/escrows", ken.token(), terms, key())
                .expect(201)
                .json()
                .path("escrow_id")
                .asText();
        String path = "/api/v1/escrows/" + escrow;
        ken.rest()
                .ask("POST", path + "/fund", ken.token(), Json.object(), key())
                .expect(200, 201);
        ken.rest()
                .ask("POST", path + "/dispute", ken.token(), Json.object().put("reason", OURS + "it is broken"), key())
                .expect(200, 201);
        florin.awaitEverythingTold();
    }

    /** Reports of a rail and of a payment provider, signed well, badly and not at all; and a ticket for a socket. */
    private static String report(Florin florin, Person ken) throws IOException {
        String body = Json.object()
                .put("event_id", UUID.randomUUID().toString())
                .put("note", OURS + "of a rail")
                .toString();
        for (String signature : List.of("sha256=" + hmac(Florin.RAIL_SECRET, body), "sha256=" + "0".repeat(64), "")) {
            send(florin, "/api/wallet/rails/chain/events", "X-Rail-Signature", signature, body);
        }
        for (String signature : List.of(hmac(Florin.PAYMENT_SECRET, body), "0".repeat(64), "")) {
            send(florin, "/api/v1/webhooks/razorpay", "X-Razorpay-Signature", signature, body);
        }
        return ken.rest()
                .ask("POST", "/api/ws/tickets", ken.token(), null, null)
                .expect(200, 201)
                .json()
                .path("ticket")
                .asText();
    }

    private static void send(Florin florin, String path, String header, String signature, String body)
            throws IOException {
        Rest gateway = florin.gateway();
        gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("Content-Type", "application/json")
                .header("X-Razorpay-Event-Id", UUID.randomUUID().toString())
                .header(header, signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String hmac(String secret, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An e-mail that cannot be sent. */
    private static void sendMail(Florin florin, Person lena, Person ken) {
        lena.rest()
                .ask(
                        "PUT",
                        "/api/notifications/preferences",
                        lena.token(),
                        Json.object().put("email", MAIL_BOX).put("email_on_credit", true),
                        null)
                .expect(200);
        ken.pays(lena, "0.10");
        florin.awaitEverythingTold();
        Await.until(SOON, "a try to send an e-mail", () -> florin.inbox().triedDeliveries(lena) > 0);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static List<String> secrets(Florin florin, String ticket) {
        List<String> secrets = new ArrayList<>(florin.tokens());
        secrets.addAll(List.of(OURS, MAIL_BOX, Florin.PAYMENT_SECRET, Florin.RAIL_SECRET, ticket));
        for (Service service : Service.values()) {
            secrets.add(florin.system().application(service).password());
            secrets.add(florin.system().owner(service).password());
        }
        return secrets;
    }

    private static boolean isSecret(List<String> secrets, String line) {
        return TOKEN.matcher(line).find() || secrets.stream().anyMatch(line::contains);
    }
}
