package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.local.Service;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What wallet-service does in more than one step, with {@code kill -9} between the steps and in the middle of them. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class WalletSagaIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Refund-service backs off while wallet-service is away. */
    private static final Duration AFTER_A_CRASH = Duration.ofMinutes(1);

    private static final int SOME = 20;

    private static final Set<String> OF_A_RAIL = Set.of(
            "transaction_pending",
            "transaction_confirmed",
            "transaction_finalized",
            "transaction_failed",
            "withdrawal_processed");

    private static void killWallet(Florin florin) {
        florin.system().kill(Service.WALLET);
        florin.system().start(Service.WALLET);
    }

    private static String available(Person person) {
        return wallet(person).path("available_balance").decimalValue().toPlainString();
    }

    private static String pending(Person person) {
        return wallet(person).path("pending_balance").decimalValue().toPlainString();
    }

    private static JsonNode wallet(Person person) {
        return person.rest()
                .get("/api/wallets", person.token())
                .expect(200)
                .json()
                .path("wallets")
                .path(0);
    }

    private static Answer order(Person person, String path, ObjectNode body, String key) {
        return person.rest().ask("POST", path, person.token(), body.put("currency", Person.CURRENCY), key);
    }

    private static ObjectNode withdrawal() {
        return Json.object()
                .put("amount", new BigDecimal("1.00"))
                .put("rail", "chain")
                .put("destination", "0x7");
    }

    private static String status(Person person, String withdrawal) {
        return person.rest()
                .get("/api/wallet/withdrawals/" + withdrawal, person.token())
                .expect(200)
                .json()
                .path("status")
                .asText();
    }

    /** The chain's gateway reports, again and again until it has an answer, as gateways do. */
    private static String report(Florin florin, String withdrawal, String status) {
        String body = Json.object()
                .put("event_id", withdrawal + status)
                .put("sent_at", Instant.now().toString())
                .put("transaction_id", withdrawal)
                .put("status", status)
                .put("transaction_hash", "0xabc")
                .toString();
        Rest gateway = florin.gateway();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/api/wallet/rails/chain/events"))
                .timeout(SOON)
                .header("Content-Type", "application/json")
                .header("X-Rail-Signature", signature(body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return gateway.send(request).expect(200).json().path("outcome").asText();
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

    @Test
    void aWithdrawalOutlivesACrashAfterEachOfItsSteps(Florin florin) {
        Person ann = florin.person("ann").opened();
        ann.deposits("10.00");
        florin.awaitEverythingTold();
        String key = UUID.randomUUID().toString();
        Answer first = order(ann, "/api/wallet/withdrawals", withdrawal(), key).expect(201);
        String id = first.json().path("withdrawal_id").asText();
        killWallet(florin);
        assertEquals(
                id,
                order(ann, "/api/wallet/withdrawals", withdrawal(), key)
                        .expect(201)
                        .json()
                        .path("withdrawal_id")
                        .asText());
        assertEquals("9.00 1.00", available(ann) + " " + pending(ann));
        assertEquals("applied", report(florin, id, "confirmed"));
        killWallet(florin);
        assertEquals("confirmed", status(ann, id));
        assertEquals("9.00 1.00", available(ann) + " " + pending(ann));
        assertEquals("applied", report(florin, id, "finalized"));
        killWallet(florin);
        report(florin, id, "finalized");
        assertEquals("finalized", status(ann, id));
        assertEquals("9.00 0.00", available(ann) + " " + pending(ann));
        try (SocketRecorder socket = SocketRecorder.notifications(ann, 0)) {
            socket.awaitFrames("transaction_finalized", 1, SOON);
            assertEquals(
                    List.of("transaction_confirmed", "withdrawal_processed", "transaction_finalized"),
                    socket.frames().stream()
                            .filter(frame -> frame.path("data").toString().contains(id))
                            .map(frame -> frame.path("type").asText())
                            .filter(OF_A_RAIL::contains)
                            .toList());
        }
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void whatIsMoreThanTheLimitIsToldAndMovesNothing(Florin florin) {
        Person lia = florin.person("lia").opened();
        lia.deposits("30.00");
        ObjectNode limit =
                Json.object().put("user_id", lia.id()).put("daily", 5).put("currency", Person.CURRENCY);
        florin.gateway()
                .ask("PUT", "/api/wallet/limits", florin.admin(), limit, null)
                .expect(200);
        ObjectNode purchase = Json.object()
                .put("type", "sms_purchase")
                .put("amount", new BigDecimal("5.01"))
                .put("service", "WhatsApp")
                .put("description", "WhatsApp verification");
        assertEquals(
                "limit-exceeded",
                order(lia, "/api/wallet/purchases", purchase, UUID.randomUUID().toString())
                        .expect(422)
                        .code());
        try (SocketRecorder socket = SocketRecorder.notifications(lia, 0)) {
            JsonNode told = socket.awaitFrames("limit_exceeded", 1, SOON).getFirst();
            assertEquals("daily", told.path("data").path("limit").asText());
        }
        assertEquals("30.00", available(lia));
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void aFailedWithdrawalComesBackOnceAlthoughTheWalletDiesMeanwhile(Florin florin) {
        Person ben = florin.person("ben").opened();
        ben.deposits("30.00");
        List<String> all = IntStream.range(0, SOME)
                .mapToObj(_ -> order(
                                ben,
                                "/api/wallet/withdrawals",
                                withdrawal(),
                                UUID.randomUUID().toString())
                        .expect(201)
                        .json()
                        .path("withdrawal_id")
                        .asText())
                .toList();
        all.forEach(id -> report(florin, id, "failed"));
        killWallet(florin);
        Await.until(
                AFTER_A_CRASH,
                () -> available(ben) + " is back",
                () -> available(ben).equals("30.00"));
        assertEquals("0.00", pending(ben));
        all.forEach(id -> assertEquals("refunded", status(ben, id)));
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void whatWasNotDeliveredComesBackOnceAlthoughTheWalletDiesMeanwhile(Florin florin) {
        Person cleo = florin.person("cleo").opened();
        cleo.deposits("30.00");
        ObjectNode purchase = Json.object()
                .put("type", "sms_purchase")
                .put("amount", new BigDecimal("1.00"))
                .put("service", "WhatsApp")
                .put("description", "WhatsApp verification")
                .put("timeout_seconds", 1);
        try (SocketRecorder socket = SocketRecorder.notifications(cleo, 0)) {
            for (int i = 0; i < SOME; i++) {
                order(cleo, "/api/wallet/purchases", purchase, UUID.randomUUID().toString())
                        .expect(201);
            }
            socket.awaitFrames("instant_refund", 1, SOON);
            killWallet(florin);
            socket.awaitFrames("instant_refund", SOME, AFTER_A_CRASH);
        }
        assertEquals("30.00", available(cleo));
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void paymentsForLaterHappenOnceAlthoughTheWalletDiesWhenTheirTimeComes(Florin florin) {
        Person dan = florin.person("dan").opened();
        Person eve = florin.person("eve").opened();
        dan.deposits("30.00");
        String at = Instant.now().plusSeconds(2).toString();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            ObjectNode payment = Json.object()
                    .put("recipient_id", eve.id())
                    .put("amount", new BigDecimal("1.00"))
                    .put("execute_at", at);
            ids.add(order(
                            dan,
                            "/api/wallet/transfers",
                            payment,
                            UUID.randomUUID().toString())
                    .expect(201)
                    .json()
                    .path("transfer_id")
                    .asText());
        }
        Await.until(
                SOON, "the first of them has happened", () -> !available(eve).equals("0.00"));
        killWallet(florin);
        // Those that it had taken and not yet paid are taken again when their lease is over.
        Await.until(
                AFTER_A_CRASH,
                () -> available(eve) + " arrived",
                () -> available(eve).equals(SOME + ".00"));
        assertEquals(30 - SOME + ".00", available(dan));
        ids.forEach(id -> assertEquals(
                "completed",
                dan.rest()
                        .get("/api/wallet/transfers/" + id, dan.token())
                        .expect(200)
                        .json()
                        .path("status")
                        .asText()));
        florin.assertBooksAndInboxAgree();
    }
}
