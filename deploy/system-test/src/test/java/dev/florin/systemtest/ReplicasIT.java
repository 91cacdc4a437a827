package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.local.Service;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two processes of wallet-service on one database, two of notification-service on another, two of refund-service. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasIT {
    private static final int REPEATS = 200;
    private static final int TRANSFERS = 1000;
    private static final int ORDERS = 100;
    private static final int PURCHASES = 10;
    private static final int CALLERS = 32;
    private static final int HOLDS = 20;
    private static final int LINES = 10_000;

    /** Between payments for later: all together last longer than the jobs pause. */
    private static final Duration SPREAD = Duration.ofMillis(100);

    /** So much earlier a call has to leave, about, to be there in time. */
    private static final Duration NETWORK = Duration.ofMillis(10);

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(15);

    private Florin florin;

    @BeforeAll
    void start() {
        florin = Florin.start(
                "replicas",
                options -> options.with(Service.WALLET, wallet -> wallet.withInstances(2))
                        .with(Service.NOTIFICATION, notification -> notification.withInstances(2))
                        .with(Service.ESCROW, escrow -> escrow.withInstances(0))
                        .with(Service.REFUND, refund -> refund.withInstances(2)));
    }

    @AfterAll
    void stop() {
        florin.close();
    }

    private List<Rest> wallets() {
        return List.of(florin.door(Service.WALLET, 0), florin.door(Service.WALLET, 1));
    }

    @Test
    void twoHundredParallelRepeatsOverBothAreOneTransfer() throws Exception {
        Person mallory = florin.person("mallory").opened();
        Person nina = florin.person("nina").opened();
        mallory.deposits("100.00");
        Order order = Order.of(mallory, nina, "1.00");
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            Person sender = mallory.through(wallets().get(i % 2));
            calls.add(() -> untilAnswered(sender, order));
        }
        List<Answer> answers = together(calls);
        assertEquals(
                Set.of(answers.getFirst().body()),
                answers.stream().map(Answer::body).collect(Collectors.toSet()));
        assertTrue(answers.stream().allMatch(answer -> answer.status() == 201));
        assertEquals(1, answers.stream().filter(answer -> !answer.isReplayed()).count());
        assertEquals(1, florin.books().payments(List.of(mallory)).size());
        assertEquals(new BigDecimal("9900"), florin.books().total(List.of(mallory)));
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void aHundredOrdersToProcessAtBothMakeOneRefundEach() throws Exception {
        Person rita = florin.person("rita").opened();
        rita.deposits("10.00");
        Refunding refunding = new Refunding(rita);
        List<String> purchases = new ArrayList<>();
        for (int i = 0; i < PURCHASES; i++) {
            purchases.add(refunding.buys(600).path("purchase_id").asText());
        }
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            Rest door = florin.door(Service.REFUND, i % 2);
            calls.add(() -> door.ask("POST", "/api/admin/refunds/process", florin.admin(), null, null));
        }
        purchases.forEach(refunding::cancelsPurchase);
        try (SocketRecorder socket = SocketRecorder.notifications(rita, 0)) {
            for (Answer answer : together(calls)) {
                // escrow-service does not run here: that delays nobody else's money, and is said.
                assertEquals(
                        "[\"escrow\"]",
                        answer.expect(200).json().path("unreachable").toString());
            }
            socket.awaitFrames("instant_refund", PURCHASES, TAKEN_OVER_WITHIN);
            florin.assertBooksAndInboxAgree();
            assertEquals(PURCHASES, socket.ofType("instant_refund").size());
        }
        assertEquals(PURCHASES, florin.books().movements(rita, "refund"));
        assertEquals("10.00", rita.balance());
        assertEquals(
                florin.door(Service.REFUND, 0)
                        .get("/api/admin/refunds/processor-status", florin.admin())
                        .json()
                        .path("processor_status"),
                florin.door(Service.REFUND, 1)
                        .get("/api/admin/refunds/processor-status", florin.admin())
                        .json()
                        .path("processor_status"));
    }

    /** Who is asked to come back later does so then: others who ask all the time are told to slow down. */
    private static Answer untilAnswered(Person sender, Order order) throws IOException {
        while (true) {
            Answer answer = sender.attempt(order);
            if (answer.status() != 409) {
                return answer;
            }
            assertEquals("idempotency-in-progress", answer.code());
            String later = answer.headers().firstValue("Retry-After").orElseThrow();
            LockSupport.parkNanos(Duration.ofSeconds(Long.parseLong(later)).toNanos());
        }
    }

    /** All at the same time. */
    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        CountDownLatch together = new CountDownLatch(calls.size());
        List<Callable<T>> started = calls.stream()
                .<Callable<T>>map(call -> () -> {
                    together.countDown();
                    together.await();
                    return call.call();
                })
                .toList();
        List<T> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> answer : executor.invokeAll(started)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }

    /** Neither of them knows of the other's payments but from the database. */
    @Test
    void theLastOfALimitIsSpentOnceOverBoth() throws Exception {
        Person rosa = florin.person("rosa").opened();
        Person sven = florin.person("sven").opened();
        rosa.deposits("100.00");
        wallets()
                .getFirst()
                .ask(
                        "PUT",
                        "/api/wallet/limits",
                        florin.admin(),
                        Json.object()
                                .put("user_id", rosa.id())
                                .put("currency", Person.CURRENCY)
                                .put("daily", 10),
                        null)
                .expect(200);
        for (Rest wallet : wallets()) {
            Order.of(rosa.through(wallet), sven, "4.50").place().expect(201);
        }
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Order order = Order.of(rosa.through(wallets().get(i % 2)), sven, "1.00");
            calls.add(order::place);
        }
        List<Answer> answers = together(calls);
        assertEquals(
                1, answers.stream().filter(answer -> answer.status() == 201).count());
        assertEquals(
                CALLERS - 1L,
                answers.stream()
                        .filter(answer -> answer.code().equals("limit-exceeded"))
                        .count());
        assertEquals("90.00", rosa.balance());
        assertEquals("10.00", sven.balance());
        florin.assertBooksAndInboxAgree();
    }

    /** Now one of them is asked to pay out and the other to give back, now the other way round. */
    @Test
    void aHoldIsPaidOutByOneOrGivenBackByTheOther() throws Exception {
        Person toni = florin.person("toni").opened();
        Person uwe = florin.person("uwe").opened();
        toni.deposits("50.00");
        int paid = 0;
        for (int round = 0; round < HOLDS; round++) {
            String hold = UUID.randomUUID().toString();
            Rest one = wallets().get(round % 2);
            Rest other = wallets().get(1 - round % 2);
            one.ask(
                            "POST",
                            "/internal/holds",
                            florin.service(),
                            amount(hold, "account", toni).put("purpose", "test:1"),
                            null)
                    .expect(201);
            String path = "/internal/holds/" + hold;
            ObjectNode capture =
                    amount(UUID.randomUUID().toString(), "credit", uwe).put("type", "red_packet_claim");
            List<Answer> answers = together(List.of(
                    () -> one.ask("POST", path + "/capture", florin.service(), capture, null),
                    () -> other.ask("POST", path + "/void", florin.service(), null, null)));
            boolean isPaid = answers.getFirst().status() == 200;
            assertEquals(
                    "hold-not-active", answers.get(isPaid ? 1 : 0).expect(409).code());
            answers.get(isPaid ? 0 : 1).expect(200);
            for (Rest wallet : wallets()) {
                assertEquals(
                        isPaid ? "captured" : "voided",
                        wallet.get(path, florin.service())
                                .expect(200)
                                .json()
                                .path("state")
                                .asText());
            }
            paid += isPaid ? 1 : 0;
        }
        assertEquals(50 - paid + ".00", toni.balance());
        assertEquals(paid + ".00", uwe.balance());
        florin.assertBooksAndInboxAgree();
    }

    /** Who delivers asks one of them, and who has changed their mind the other one. */
    @Test
    void aPurchaseIsCompletedByOneOrCancelledByTheOther() throws Exception {
        Person vera = florin.person("vera").opened();
        vera.deposits("10.00");
        int completed = 0;
        for (int round = 0; round < PURCHASES; round++) {
            String path = "/api/wallet/purchases/"
                    + new Refunding(vera).buys(600).path("purchase_id").asText();
            Rest one = wallets().get(round % 2);
            Rest other = wallets().get(1 - round % 2);
            List<Answer> answers = together(List.of(
                    () -> one.ask("POST", path + "/complete", florin.service(), null, null),
                    () -> other.ask("POST", path + "/cancel", vera.token(), null, null)));
            boolean isCompleted = answers.getFirst().status() == 200;
            assertEquals(
                    "purchase-not-open",
                    answers.get(isCompleted ? 1 : 0).expect(409).code());
            answers.get(isCompleted ? 0 : 1).expect(200);
            completed += isCompleted ? 1 : 0;
        }
        assertPaidAndRefunded(vera, completed, PURCHASES - completed);
    }

    /** In the moment in which their time is over, while the jobs of both look for such. */
    @Test
    void aPurchaseIsCompletedInTimeOrTimedOutOnceOverBoth() throws Exception {
        Person walt = florin.person("walt").opened();
        walt.deposits("10.00");
        List<JsonNode> purchases = Stream.generate(() -> new Refunding(walt).buys(1))
                .limit(PURCHASES)
                .toList();
        List<Callable<Answer>> calls = new ArrayList<>();
        for (JsonNode purchase : purchases) {
            Instant end = Instant.parse(purchase.path("expires_at").asText());
            String path =
                    "/api/wallet/purchases/" + purchase.path("purchase_id").asText() + "/complete";
            for (Rest wallet : wallets()) {
                calls.add(() -> {
                    Await.until(
                            SOON, "the end of its time", () -> !Instant.now().isBefore(end.minus(NETWORK)));
                    return wallet.ask("POST", path, florin.service(), null, null);
                });
            }
        }
        List<Answer> answers = together(calls);
        int completed = 0;
        for (int i = 0; i < PURCHASES; i++) {
            List<Integer> both = List.of(
                    answers.get(2 * i).expect(200, 409).status(),
                    answers.get(2 * i + 1).expect(200, 409).status());
            // One who came in time may be heard by one of them, and the other one be too late.
            String status = walt.rest()
                    .get(
                            "/api/wallet/purchases/"
                                    + purchases.get(i).path("purchase_id").asText(),
                            walt.token())
                    .expect(200)
                    .json()
                    .path("status")
                    .asText();
            assertEquals(both.contains(200), status.equals("completed"), () -> both + " " + status);
            completed += both.contains(200) ? 1 : 0;
        }
        assertPaidAndRefunded(walt, completed, PURCHASES - completed);
    }

    /** Of ten dollars, each purchase half of one. */
    private void assertPaidAndRefunded(Person person, int completed, int refunded) {
        try (SocketRecorder socket = SocketRecorder.notifications(person, 0)) {
            socket.awaitFrames("instant_refund", refunded, TAKEN_OVER_WITHIN);
            florin.assertBooksAndInboxAgree();
            florin.assertSawEverything(person, socket, 0);
            assertEquals(completed, socket.ofType("payment_completed").size());
            assertEquals(refunded, socket.ofType("payment_failed").size());
            assertEquals(refunded, socket.ofType("instant_refund").size());
        }
        assertEquals(refunded, florin.books().movements(person, "refund"));
        assertEquals(
                new BigDecimal("10.00").subtract(new BigDecimal("0.50").multiply(BigDecimal.valueOf(completed))),
                new BigDecimal(person.balance()));
    }

    /** The jobs of both take what is due, and each payment is called off at both. */
    @Test
    void aPaymentForLaterIsMadeByOneOrCalledOffAtTheOther() throws Exception {
        Person xena = florin.person("xena").opened();
        Person yuri = florin.person("yuri").opened();
        xena.deposits("50.00");
        Instant at = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS);
        List<String> payments = new ArrayList<>();
        for (int i = 0; i < HOLDS; i++) {
            // However slow the machine is, one of them can be called off.
            Duration wait = i == HOLDS - 1 ? Duration.ofHours(1) : SPREAD.multipliedBy(i);
            ObjectNode payment = Json.object()
                    .put("recipient_id", yuri.id())
                    .put("amount", new BigDecimal("1.00"))
                    .put("currency", Person.CURRENCY)
                    .put("execute_at", at.plus(wait).toString());
            payments.add("/api/wallet/transfers/"
                    + xena.rest()
                            .ask(
                                    "POST",
                                    "/api/wallet/transfers",
                                    xena.token(),
                                    payment,
                                    UUID.randomUUID().toString())
                            .expect(201)
                            .json()
                            .path("transfer_id")
                            .asText());
        }
        // Some have been made by now, some have been taken, and some are still to come.
        Await.until(SOON, "the first payment", () -> !yuri.balance().equals("0.00"));
        List<Callable<Answer>> calls = new ArrayList<>();
        for (String payment : payments) {
            for (Rest wallet : wallets()) {
                calls.add(() -> wallet.ask("POST", payment + "/cancel", xena.token(), null, null));
            }
        }
        List<Answer> answers = together(calls);
        int made = 0;
        for (int i = 0; i < HOLDS; i++) {
            Answer one = answers.get(2 * i).expect(200, 409);
            Answer other = answers.get(2 * i + 1).expect(200, 409);
            assertEquals(one.status(), other.status(), "both know the same");
            boolean isMade = one.status() == 409;
            assertEquals(isMade ? "transfer-not-cancellable" : "", one.code());
            assertEquals(
                    isMade ? "completed" : "cancelled",
                    xena.rest()
                            .get(payments.get(i), xena.token())
                            .expect(200)
                            .json()
                            .path("status")
                            .asText());
            made += isMade ? 1 : 0;
        }
        assertTrue(made > 0 && made < HOLDS, made + " were made");
        assertEquals(50 - made + ".00", xena.balance());
        assertEquals(made + ".00", yuri.balance());
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void aReportOfARailCountsOnceAtBoth() throws Exception {
        Person zoe = florin.person("zoe").opened();
        List<Callable<String>> reports = new ArrayList<>();
        for (int i = 0; i < HOLDS; i++) {
            String deposit = zoe.rest()
                    .ask(
                            "POST",
                            "/api/wallet/deposits",
                            zoe.token(),
                            Json.object()
                                    .put("amount", new BigDecimal("1.00"))
                                    .put("currency", Person.CURRENCY)
                                    .put("rail", "chain"),
                            UUID.randomUUID().toString())
                    .expect(201)
                    .json()
                    .path("deposit_id")
                    .asText();
            for (Rest wallet : wallets()) {
                reports.add(() -> new ChainGateway(wallet).reports(deposit, "finalized"));
            }
        }
        assertEquals(Set.of("applied"), Set.copyOf(together(reports)));
        assertEquals(HOLDS + ".00", zoe.balance());
        assertEquals(HOLDS, florin.books().movements(zoe, "deposit"));
        try (SocketRecorder socket = SocketRecorder.notifications(zoe, 0)) {
            florin.assertBooksAndInboxAgree();
            florin.assertSawEverything(zoe, socket, 0);
            assertEquals(HOLDS, socket.ofType("transaction_finalized").size());
            assertEquals(HOLDS, socket.ofType("deposit_received").size());
        }
    }

    @Test
    void aBankStatementSentToBothIsTakenInOnce() throws Exception {
        Person abel = florin.person("abel");
        BankStatement statement = BankStatement.of(LINES);
        int added = 0;
        for (Answer answer : together(wallets().stream()
                .<Callable<Answer>>map(wallet -> () -> statement.sentBy(abel.through(wallet)))
                .toList())) {
            JsonNode view = answer.expect(200).json();
            assertEquals(
                    LINES, view.path("added").asInt() + view.path("unchanged").asInt());
            added += view.path("added").asInt();
        }
        assertEquals(LINES, added);
        assertEquals(LINES, florin.books().bankLines(abel));
        assertEquals(LINES * 100L, florin.books().spent(abel));
    }

    /** A dollar under this id. */
    private static ObjectNode amount(String id, String role, Person person) {
        return Json.object()
                .put("id", id)
                .put(role, "user:" + person.id())
                .put("amount", new BigDecimal("1.00"))
                .put("currency", Person.CURRENCY);
    }

    @Test
    void aThousandRandomTransfersOverBothKeepTheTotal() {
        List<Person> people = florin.wealthy(10, "1000.00");
        try (Load load = Load.of(TRANSFERS, people, wallets(), CALLERS, 21)) {
            load.awaitEnd();
            florin.assertBooksAndInboxAgree();
            florin.assertPaidWhatWasAcknowledged(load);
            assertEquals(TRANSFERS, load.acknowledged().size() + load.refused().size());
            assertEquals(new BigDecimal("1000000"), florin.books().total(people));
        }
    }

    @Test
    void oneRelayAtATimeAndTheOtherTakesOver() {
        List<Person> people = florin.wealthy(4, "1000.00");
        assertEquals(1, florin.books().relays());
        try (SocketRecorder socket = SocketRecorder.notifications(people.getFirst(), 0)) {
            for (int dying = 0; dying < 2; dying++) {
                Rest alive = wallets().get(1 - dying);
                try (Load load = Load.of(Integer.MAX_VALUE, people, List.of(alive), 8, 31 + dying)) {
                    load.awaitMore(50);
                    florin.system().kill(Service.WALLET, dying);
                    load.awaitMore(50);
                    load.finish();
                    Await.until(
                            TAKEN_OVER_WITHIN, "one relay", () -> florin.books().relays() == 1);
                    florin.awaitEverythingTold();
                } finally {
                    florin.system().start(Service.WALLET, dying);
                }
            }
            assertEquals(1, florin.books().relays());
            florin.assertBooksAndInboxAgree();
            florin.assertSawEverything(people.getFirst(), socket, 0);
        }
    }

    @Test
    void notificationNodesDeliverToEachOthersSockets() {
        Person olga = florin.person("olga").opened();
        Person first = olga.through(florin.door(Service.NOTIFICATION, 0));
        Person second = olga.through(florin.door(Service.NOTIFICATION, 1));
        try (SocketRecorder one = SocketRecorder.notifications(first, 0);
                SocketRecorder other = SocketRecorder.notifications(second, 0);
                SocketRecorder balance = SocketRecorder.balance(second)) {
            // The relay tells the first node …
            olga.deposits("3.00");
            one.awaitSeq(3, SOON);
            other.awaitSeq(3, SOON);
            balance.awaitFrames("balance_update", 1, SOON);
            // … and we the second.
            Alerts.send(florin.door(Service.NOTIFICATION, 1), florin.service(), olga, "door left open")
                    .expect(200, 202, 204);
            one.awaitSeq(4, SOON);
            other.awaitSeq(4, SOON);
            florin.assertSawEverything(olga, one, 0);
            florin.assertSawEverything(olga, other, 0);
        }
    }

    @Test
    void clientOfADeadNodeGoesOnAtTheOther() {
        Person peggy = florin.person("peggy").opened();
        Person second = peggy.through(florin.door(Service.NOTIFICATION, 1));
        Person first = peggy.through(florin.door(Service.NOTIFICATION, 0));
        peggy.deposits("1.00");
        try (SocketRecorder before = SocketRecorder.notifications(second, 0)) {
            long seen = before.awaitSeq(3, SOON).lastSeq();
            try {
                florin.system().kill(Service.NOTIFICATION, 1);
                peggy.deposits("2.00");
                try (SocketRecorder after = SocketRecorder.notifications(first, seen)) {
                    after.awaitSeq(6, SOON);
                    florin.assertSawEverything(peggy, after, seen);
                }
            } finally {
                florin.system().start(Service.NOTIFICATION, 1);
            }
            florin.assertSawEverything(peggy, before, 0);
        }
    }
}
