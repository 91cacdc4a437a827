package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.local.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** Of a bank statement: several batches, also in the half of it. */
    private static final int LINES = 10_000;

    private static final Set<String> OF_A_RAIL = Set.of(
            "transaction_pending",
            "transaction_confirmed",
            "transaction_finalized",
            "transaction_failed",
            "deposit_received",
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

    /** The chain's gateway reports. */
    private static String report(Florin florin, String transaction, String status) {
        return new ChainGateway(florin.gateway()).reports(transaction, status);
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
                    ofRail(socket, id));
        }
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void aDepositOverTheChainOutlivesACrashAfterEachOfItsReports(Florin florin) {
        Person gus = florin.person("gus").opened();
        ObjectNode deposit = Json.object().put("amount", new BigDecimal("1.00")).put("rail", "chain");
        String key = UUID.randomUUID().toString();
        String id = order(gus, "/api/wallet/deposits", deposit, key)
                .expect(201)
                .json()
                .path("deposit_id")
                .asText();
        killWallet(florin);
        assertEquals(
                id,
                order(gus, "/api/wallet/deposits", deposit, key)
                        .expect(201)
                        .json()
                        .path("deposit_id")
                        .asText());
        assertEquals("applied", report(florin, id, "pending"));
        killWallet(florin);
        assertEquals("applied", report(florin, id, "pending"));
        assertEquals("applied", report(florin, id, "confirmed"));
        killWallet(florin);
        assertEquals("applied", report(florin, id, "confirmed"));
        assertEquals("0.00", available(gus));
        assertEquals("applied", report(florin, id, "finalized"));
        killWallet(florin);
        assertEquals("applied", report(florin, id, "finalized"));
        assertEquals("1.00", available(gus));
        assertEquals(
                "finalized",
                gus.rest()
                        .get("/api/wallet/deposits/" + id, gus.token())
                        .expect(200)
                        .json()
                        .path("status")
                        .asText());
        assertEquals(1, florin.books().movements(gus, "deposit"));
        try (SocketRecorder socket = SocketRecorder.notifications(gus, 0)) {
            socket.awaitFrames("transaction_finalized", 1, SOON);
            assertEquals(
                    List.of(
                            "transaction_pending",
                            "transaction_confirmed",
                            "deposit_received",
                            "transaction_finalized"),
                    ofRail(socket, id));
        }
        florin.assertBooksAndInboxAgree();
    }

    /** What was told of one way in or out. */
    private static List<String> ofRail(SocketRecorder socket, String id) {
        return socket.frames().stream()
                .filter(frame -> frame.path("data").toString().contains(id))
                .map(frame -> frame.path("type").asText())
                .filter(OF_A_RAIL::contains)
                .toList();
    }

    /** The reports are on their way to it when it dies, and come again to the next one. */
    @Test
    void depositsOverTheChainArriveOnceAlthoughTheWalletDiesMeanwhile(Florin florin) {
        Person hal = florin.person("hal").opened();
        List<String> all = IntStream.range(0, SOME)
                .mapToObj(_ -> order(
                                hal,
                                "/api/wallet/deposits",
                                Json.object()
                                        .put("amount", new BigDecimal("1.00"))
                                        .put("rail", "chain"),
                                UUID.randomUUID().toString())
                        .expect(201)
                        .json()
                        .path("deposit_id")
                        .asText())
                .toList();
        untilKilled(florin, all, id -> report(florin, id, "finalized"));
        all.forEach(id -> assertEquals("applied", report(florin, id, "finalized")));
        assertEquals(SOME + ".00", available(hal));
        assertEquals(SOME, florin.books().movements(hal, "deposit"));
        florin.assertBooksAndInboxAgree();
    }

    /**
     * Does something with each of them at once, and kills wallet-service as soon as the first one is done. Who got no
     * answer does not know what became of it.
     */
    private static void untilKilled(Florin florin, List<String> all, Function<String, ?> action) {
        CountDownLatch first = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String each : all) {
                callers.execute(() -> {
                    try {
                        var _ = action.apply(each);
                        first.countDown();
                    } catch (AssertionError e) {
                        // Nobody there any more.
                    }
                });
            }
            assertTrue(first.await(SOON.toSeconds(), TimeUnit.SECONDS), "one is done");
            florin.system().kill(Service.WALLET);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        florin.system().start(Service.WALLET);
    }

    @Test
    void adjustmentsHappenOnceAndStandOnTheRecordOnceAlthoughTheWalletDiesMeanwhile(Florin florin) {
        Person ira = florin.person("ira").opened();
        String path = "/api/admin/wallets/" + wallet(ira).path("wallet_id").asText();
        List<String> keys =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(SOME).toList();
        String admin = florin.admin();
        Function<String, Answer> adjust = key -> florin.gateway()
                .ask(
                        "POST",
                        path + "/adjustments",
                        admin,
                        Json.object().put("amount", new BigDecimal("1.00")).put("reason", key),
                        key)
                .expect(201);
        untilKilled(florin, keys, adjust);
        List<String> repeated =
                keys.stream().map(key -> adjust.apply(key).body()).toList();
        assertEquals(
                repeated, keys.stream().map(key -> adjust.apply(key).body()).toList());
        assertEquals(SOME + ".00", available(ira));
        assertEquals(SOME, florin.books().movements(ira, "adjustment"));
        List<String> recorded = new ArrayList<>();
        florin.gateway()
                .get(path + "/actions?limit=500", admin)
                .expect(200)
                .json()
                .path("actions")
                .forEach(action -> recorded.add(action.path("reason").asText()));
        assertEquals(keys.stream().sorted().toList(), recorded.stream().sorted().toList());
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void anImportThatDiesHalfWayIsCompletedBySendingItAgain(Florin florin) throws IOException {
        Person jim = florin.person("jim");
        BankStatement statement = BankStatement.of(LINES);
        try (PipedInputStream half = new PipedInputStream()) {
            CompletableFuture<Integer> broken;
            try (PipedOutputStream upload = new PipedOutputStream(half)) {
                // Not on the threads that everybody shares: it waits for the other half, and on two cores there is no
                // thread left then that could tell us of the end of a process.
                broken = CompletableFuture.supplyAsync(
                        () -> statusOf(jim, half), work -> Thread.ofVirtual().start(work));
                upload.write(statement.text(LINES / 2).getBytes(StandardCharsets.UTF_8));
                Await.until(SOON, "the first batch", () -> florin.books().bankLines(jim) > 0);
                florin.system().kill(Service.WALLET);
            }
            assertTrue(broken.join() >= 500, () -> "answered " + broken.join());
        }
        florin.system().start(Service.WALLET);
        long kept = florin.books().bankLines(jim);
        assertTrue(kept < LINES, () -> kept + " lines of half a file");
        assertEquals(
                LINES + " lines, " + (LINES - kept) + " added, " + kept + " unchanged",
                BankStatement.counts(statement.sentBy(jim).expect(200).json()));
        assertEquals(LINES, florin.books().bankLines(jim));
        assertEquals(LINES * 100L, florin.books().spent(jim));
    }

    /** No answer is as good as a 502. */
    private static int statusOf(Person person, InputStream body) {
        try {
            return BankStatement.send(person, HttpRequest.BodyPublishers.ofInputStream(() -> body))
                    .status();
        } catch (IOException e) {
            return 502;
        }
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
        try (SocketRecorder socket = SocketRecorder.notifications(ben, 0)) {
            socket.awaitFrames("transaction_failed", SOME, AFTER_A_CRASH);
            all.forEach(id -> assertEquals(List.of("transaction_failed"), ofRail(socket, id)));
        }
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
