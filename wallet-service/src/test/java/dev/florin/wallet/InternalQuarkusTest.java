package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the other services order: movements in batches, and holds. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class InternalQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api service = Api.asService();
    private final UUID one = UUID.randomUUID();
    private final UUID two = UUID.randomUUID();
    private UUID wallet = Some.id(0);

    @BeforeEach
    void openWallets() {
        wallet = Api.as(alice).wallet("100");
        Api.as(bob).wallet("0");
    }

    private String movement(UUID id, String amount) {
        return movement(id, "user:" + alice, "user:" + bob, amount, "USD", "escrow_release");
    }

    private static String movement(UUID id, String debit, String credit, String amount, String currency, String type) {
        return """
                {"id":"%s","debit":"%s","credit":"%s","amount":%s,"currency":"%s","type":"%s"}""".formatted(id, debit, credit, amount, currency, type);
    }

    private ApiAnswer order(String mode, String... movements) {
        return service.post(
                "/internal/ledger/transfers",
                "{\"mode\":\"" + mode + "\",\"transfers\":[" + String.join(",", movements) + "]}");
    }

    private static List<String> results(ApiAnswer answer) {
        return StreamSupport.stream(answer.expect(200).json().get("results").spliterator(), false)
                .map(result -> result.get("status").textValue()
                        + (result.has("code") ? " " + result.get("code").textValue() : ""))
                .toList();
    }

    private void hasLeft(String available, String pending) {
        JsonNode view = Api.as(alice).get("/api/wallets/" + wallet).json();
        assertEquals(
                available + " " + pending,
                view.get("available_balance").decimalValue() + " "
                        + view.get("pending_balance").decimalValue());
    }

    @Test
    void independentMovementsStandAlone() {
        ApiAnswer answer = order("independent", movement(one, "1000"), movement(two, "10"));
        assertEquals(List.of("refused insufficient-funds", "posted"), results(answer));
        assertEquals(
                one.toString(), answer.json().get("results").get(0).get("id").textValue());
        hasLeft("90.00", "0.00");
        assertEquals(
                answer.text(),
                order("independent", movement(one, "1000"), movement(two, "10")).text());
        hasLeft("90.00", "0.00");
    }

    @Test
    void atomicMovementsStandAndFallTogether() {
        assertEquals(
                List.of("refused batch-refused", "refused insufficient-funds"),
                results(order("atomic", movement(one, "10"), movement(two, "1000"))));
        hasLeft("100.00", "0.00");
        UUID three = UUID.randomUUID();
        assertEquals(List.of("posted", "posted"), results(order("atomic", movement(one, "10"), movement(three, "20"))));
        assertEquals(List.of("posted", "posted"), results(order("atomic", movement(one, "10"), movement(three, "20"))));
        hasLeft("70.00", "0.00");
    }

    @Test
    void moneyCanGoAroundInOneBatch() {
        String fees = movement(two, "user:" + bob, "system:fees", "100", "USD", "fee");
        assertEquals(List.of("posted", "posted"), results(order("atomic", movement(one, "100"), fees)));
        hasLeft("0.00", "0.00");
    }

    @Test
    void anIdStandsForOneMovement() {
        assertEquals(List.of("posted"), results(order("independent", movement(one, "10"))));
        assertEquals(List.of("refused id-reused"), results(order("independent", movement(one, "11"))));
        assertEquals(
                List.of("posted", "posted"), results(order("independent", movement(two, "1"), movement(two, "1"))));
        hasLeft("89.00", "0.00");
    }

    @Test
    void fiveHundredMovementsFitAndOneMoreDoesNot() {
        String[] many = IntStream.range(0, 500)
                .mapToObj(_ -> movement(UUID.randomUUID(), "0.01"))
                .toArray(String[]::new);
        assertEquals(
                500,
                results(order("atomic", many)).stream().filter("posted"::equals).count());
        hasLeft("95.00", "0.00");
        String tooMany = IntStream.range(0, 501)
                .mapToObj(_ -> movement(UUID.randomUUID(), "0.01"))
                .collect(Collectors.joining(","));
        assertEquals(
                "invalid-request", order("independent", tooMany).expect(400).code());
        assertEquals("invalid-request", order("independent").expect(400).code());
        hasLeft("95.00", "0.00");
    }

    @Test
    void whatIsUnknownIsRefusedAlone() {
        assertEquals(
                List.of("refused account-not-found", "posted"),
                results(order(
                        "independent",
                        movement(one, "user:nobody", "user:" + bob, "1", "USD", "test"),
                        movement(two, "1"))));
        assertEquals(
                List.of("refused asset-mismatch"),
                results(order(
                        "independent",
                        movement(UUID.randomUUID(), wallet.toString(), "system:fees", "1", "EUR", "test"))));
        hasLeft("99.00", "0.00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | {\"mode\":\"sometimes\",\"transfers\":[]}",
                "400 | {\"transfers\":[]}",
                "400 | {\"mode\":\"atomic\"}",
                "400 | {\"mode\":\"atomic\",\"transfers\":null}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[null]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[{}]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":{}}",
                "400 | null",
                "400 | []",
                "400 | {\"mode\":\"atomic\",\"transfers\":[{\"id\":\"x\"}]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[GOOD],\"more\":1}",
                "422 | {\"mode\":\"atomic\",\"transfers\":[GOOD \"amount\":0}]}",
                "422 | {\"mode\":\"atomic\",\"transfers\":[GOOD \"amount\":0.001}]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[GOOD \"amount\":\"x\"}]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[GOOD \"amount\":1,\"reference\":\"\\u0000\"}]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[GOOD \"amount\":1,\"metadata\":{\"a\":\"\\u0000\"}}]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[GOOD \"amount\":1,\"metadata\":{\"\\u0000\":1}}]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[GOOD \"amount\":1,\"metadata\":{\"a\":\"\\ud800\"}}]}",
                "400 | {\"mode\":\"atomic\",\"transfers\":[GOOD \"amount\":1,\"metadata\":{\"a\":1e200000}}]}"
            })
    void aMalformedBatchIsRefusedAsAWhole(int status, String body) {
        String good =
                movement(UUID.randomUUID(), "1").replace("\"amount\":1,", "").replace("}", ",");
        String before = Books.digest();
        ApiAnswer answer = service.post(
                "/internal/ledger/transfers", body.replace("GOOD", body.contains("GOOD ") ? good : movement(one, "1")));
        answer.expect(status);
        assertTrue(answer.header("Content-Type").startsWith("application/problem+json"));
        assertEquals(before, Books.digest());
    }

    /** These types tell stories of their own, and only this service tells them. */
    @ParameterizedTest
    @CsvSource({"hold", "p2p", "deposit", "'Fee'", "'a b'", "''", "x12345678901234567890123456789012345678901"})
    void notEveryTypeIsForOthers(String type) {
        String before = Books.digest();
        assertEquals(
                "invalid-request",
                order("atomic", movement(one, "user:" + alice, "user:" + bob, "1", "USD", type))
                        .expect(400)
                        .code());
        assertEquals(before, Books.digest());
    }

    private ApiAnswer reserve(UUID id, String amount, String more) {
        return service.post(
                "/internal/holds",
                "{\"id\":\"" + id + "\",\"account\":\"user:" + alice + "\",\"amount\":" + amount
                        + ",\"currency\":\"USD\",\"purpose\":\"red_packet:1\"" + more + "}");
    }

    private ApiAnswer capture(UUID hold, UUID id, String amount) {
        return service.post(
                "/internal/holds/" + hold + "/capture",
                "{\"id\":\"" + id + "\",\"credit\":\"user:" + bob + "\",\"amount\":" + amount
                        + ",\"currency\":\"USD\",\"type\":\"red_packet_claim\"}");
    }

    @Test
    void aHoldIsPaidOutInPartsAndTheRestFallsBack() {
        JsonNode hold = reserve(one, "30", "").expect(201).json();
        assertEquals("active", hold.get("state").textValue());
        assertEquals(wallet.toString(), hold.get("account_id").textValue());
        hasLeft("70.00", "30.00");
        JsonNode part = capture(one, two, "12").expect(200).json();
        assertEquals(new BigDecimal("12.00"), part.get("captured").decimalValue());
        assertEquals(part, capture(one, two, "12").expect(200).json());
        hasLeft("70.00", "18.00");
        assertEquals(
                "hold-exceeded",
                capture(one, UUID.randomUUID(), "18.01").expect(422).code());
        JsonNode voided =
                service.post("/internal/holds/" + one + "/void", "").expect(200).json();
        assertEquals("voided", voided.get("state").textValue());
        assertEquals(
                voided,
                service.post("/internal/holds/" + one + "/void", "").expect(200).json());
        assertEquals(voided, service.get("/internal/holds/" + one).expect(200).json());
        hasLeft("88.00", "0.00");
        assertEquals(
                "hold-not-active",
                capture(one, UUID.randomUUID(), "1").expect(409).code());
    }

    /** Whole captures against releases: whoever comes first has it all, and no cent is in two places. */
    @Test
    void ofAllWhoRaceForAHoldOneHasIt() {
        long captured = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                UUID hold = UUID.randomUUID();
                reserve(hold, "1", "").expect(201);
                List<CompletableFuture<Integer>> racers = IntStream.range(0, 6)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> (i % 2 == 0
                                                ? capture(hold, UUID.randomUUID(), "1")
                                                : service.post("/internal/holds/" + hold + "/void", ""))
                                        .status(),
                                threads))
                        .toList();
                List<Integer> statuses =
                        racers.stream().map(CompletableFuture::join).toList();
                long captures = IntStream.of(0, 2, 4)
                        .filter(i -> statuses.get(i) == 200)
                        .count();
                boolean voided = IntStream.of(1, 3, 5).anyMatch(i -> statuses.get(i) == 200);
                assertEquals(voided ? 0 : 1, captures, statuses.toString());
                String state = service.get("/internal/holds/" + hold)
                        .json()
                        .get("state")
                        .textValue();
                assertEquals(voided ? "voided" : "captured", state);
                captured += captures;
            }
        }
        hasLeft(new BigDecimal("100.00").subtract(BigDecimal.valueOf(captured)).toString(), "0.00");
    }

    @Test
    void aHoldIsReservedOnce() {
        ApiAnswer first = reserve(one, "30", "").expect(201);
        assertEquals(first.text(), reserve(one, "30.00", "").expect(201).text());
        assertEquals("id-reused", reserve(one, "31", "").expect(422).code());
        hasLeft("70.00", "30.00");
        assertEquals("insufficient-funds", reserve(two, "70.01", "").expect(422).code());
        assertEquals("insufficient-funds", reserve(two, "70.01", "").expect(422).code());
        assertEquals(
                "hold-not-found",
                service.get("/internal/holds/" + two).expect(404).code());
        hasLeft("70.00", "30.00");
    }

    @Test
    void aHoldExpiresByItself() {
        reserve(one, "30", ",\"expires_at\":\"" + Instant.now().plusMillis(1) + "\"")
                .expect(201);
        Eventually.holds(
                "the hold has expired",
                () -> service.get("/internal/holds/" + one)
                        .json()
                        .get("state")
                        .textValue()
                        .equals("expired"));
        hasLeft("100.00", "0.00");
        assertEquals("hold-not-active", capture(one, two, "1").expect(409).code());
    }

    @Test
    void aRepeatWithAFinerTimeIsARepeat() {
        String time = ",\"expires_at\":\""
                + Instant.now()
                        .plus(Duration.ofDays(30))
                        .truncatedTo(ChronoUnit.SECONDS)
                        .plusNanos(123_456_789) + "\"";
        ApiAnswer first = reserve(one, "30", time).expect(201);
        assertEquals(first.text(), reserve(one, "30", time).expect(201).text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 invalid-request    | {}",
                "400 invalid-request    | null",
                "400 invalid-request    | {ID \"amount\":1,\"currency\":\"USD\"}",
                "400 malformed-json     | {ID \"amount\":1,\"currency\":\"USD\",\"purpose\":\"\\u0000\"}",
                "400 malformed-json     | {ID \"amount\":1,\"currency\":\"USD\",\"purpose\":\"x\",\"expires_at\":\"soon\"}",
                "400 invalid-request    | {ID \"amount\":1,\"currency\":\"USD\",\"purpose\":\"x\",\"expires_at\":\"+999999999-12-31T00:00:00Z\"}",
                "400 invalid-request    | {ID \"amount\":1,\"currency\":\"USD\",\"purpose\":\"x\",\"expires_at\":\"-999999999-12-31T00:00:00Z\"}",
                "422 amount-not-positive| {ID \"amount\":0,\"currency\":\"USD\",\"purpose\":\"x\"}",
                "422 too-many-decimals  | {ID \"amount\":0.001,\"currency\":\"USD\",\"purpose\":\"x\"}",
                "422 unknown-asset      | {ID \"amount\":1,\"currency\":\"XXX\",\"purpose\":\"x\"}",
                "422 account-not-found  | {ID \"amount\":1,\"currency\":\"EUR\",\"purpose\":\"x\"}"
            })
    void aMalformedHoldIsRefused(String expected, String body) {
        String id = "\"id\":\"" + UUID.randomUUID() + "\",\"account\":\"user:" + alice + "\",";
        String before = Books.digest();
        ApiAnswer answer = service.post("/internal/holds", body.replace("ID ", id));
        assertEquals(expected, answer.status() + " " + answer.code(), answer.text());
        assertEquals(before, Books.digest());
    }

    @Test
    void onlyWalletsHaveMoneyToSetAside() {
        for (String account : List.of(
                "system:world",
                "system:fees",
                "system:wallet",
                "nobody",
                "user:",
                UUID.randomUUID().toString())) {
            ApiAnswer answer = service.post(
                    "/internal/holds",
                    "{\"id\":\"" + UUID.randomUUID() + "\",\"account\":\"" + account
                            + "\",\"amount\":1,\"currency\":\"USD\",\"purpose\":\"x\"}");
            assertEquals("account-not-found", answer.expect(422).code(), account);
        }
    }

    @Test
    void aCaptureNamesAnOrdinaryType() {
        reserve(one, "30", "").expect(201);
        for (String type : List.of("hold", "p2p", "Fee", "", " ")) {
            ApiAnswer answer = service.post(
                    "/internal/holds/" + one + "/capture",
                    "{\"id\":\"" + two + "\",\"credit\":\"user:" + bob
                            + "\",\"amount\":1,\"currency\":\"USD\",\"type\":\"" + type + "\"}");
            assertEquals("invalid-request", answer.expect(400).code(), type);
        }
        assertEquals(
                "hold-not-found",
                capture(UUID.randomUUID(), two, "1").expect(404).code());
        hasLeft("70.00", "30.00");
    }

    private ApiAnswer command(String... steps) {
        return service.post("/internal/ledger/commands", "{\"steps\":[" + String.join(",", steps) + "]}");
    }

    private String reserve(UUID id, String amount) {
        return """
                {"reserve":{"id":"%s","account":"user:%s","amount":%s,"currency":"USD","purpose":"escrow:1"}}""".formatted(id, alice, amount);
    }

    private static String capture(UUID hold, UUID id, String credit, String amount) {
        return """
                {"capture":{"hold_id":"%s","order":{"id":"%s","credit":"%s","amount":%s,"currency":"USD","type":"escrow_release"}}}""".formatted(hold, id, credit, amount);
    }

    @Test
    void whatComesFromOutsideIsSetAsideAtOnce() {
        String deposit =
                "{\"post\":" + movement(two, "system:world", "user:" + alice, "40", "USD", "escrow_payment") + "}";
        assertEquals(List.of("posted", "reserved"), results(command(deposit, reserve(one, "140"))));
        hasLeft("0.00", "140.00");
        assertEquals(List.of("posted", "reserved"), results(command(deposit, reserve(one, "140"))), "a repeat");
        hasLeft("0.00", "140.00");
    }

    @Test
    void aHoldIsPaidOutInPartsAndShrinksAsOne() {
        UUID three = UUID.randomUUID();
        command(reserve(one, "60")).expect(200);
        String pay = capture(one, UUID.randomUUID(), "user:" + bob, "20");
        String fee = capture(one, UUID.randomUUID(), "system:fees", "1");
        String end = "{\"release\":\"" + one + "\"}";
        List<String> all = List.of("posted", "posted", "released", "reserved");
        assertEquals(all, results(command(pay, fee, end, reserve(three, "30"))));
        hasLeft("49.00", "30.00");
        assertEquals(all, results(command(pay, fee, end, reserve(three, "30"))), "a repeat");
        hasLeft("49.00", "30.00");
    }

    /** The answer may have been lost, and the wallet opened before the saga asked again. */
    @Test
    void whatWasRefusedForWantOfAWalletStaysRefusedWhenItIsOpened() {
        String carol = Some.user("carol");
        command(reserve(one, "60")).expect(200);
        String pay = capture(one, two, "user:" + carol, "20");
        UUID three = UUID.randomUUID();
        UUID four = UUID.randomUUID();
        String held = """
                {"reserve":{"id":"%s","account":"user:%s","amount":%s,"currency":"USD","purpose":"escrow:1"}}""";
        String moved = movement(four, "user:" + alice, "user:" + carol, "5", "USD", "escrow_release");
        List<String> refused = List.of("refused account-not-found");
        assertEquals(refused, results(command(pay)));
        assertEquals(refused, results(command(held.formatted(three, carol, "1"))));
        assertEquals(refused, results(order("independent", moved)));
        Api.as(carol).wallet("10");
        assertEquals(refused, results(command(pay)));
        assertEquals(refused, results(command(held.formatted(three, carol, "1"))));
        assertEquals(refused, results(order("independent", moved)));
        List<String> reused = List.of("refused id-reused");
        assertEquals(reused, results(command(held.formatted(three, carol, "2"))), "another order");
        assertEquals(reused, results(command(held.formatted(three, alice, "1"))), "somebody else");
        hasLeft("40.00", "60.00");
    }

    @Test
    void aRefusedStepRefusesAllSteps() {
        command(reserve(one, "60")).expect(200);
        String pay = capture(one, UUID.randomUUID(), "user:" + bob, "20");
        String nobody = capture(one, UUID.randomUUID(), "user:nobody", "1");
        assertEquals(List.of("refused batch-refused", "refused account-not-found"), results(command(pay, nobody)));
        hasLeft("40.00", "60.00");
        assertEquals("invalid-request", command("{}").expect(400).code());
        assertEquals("invalid-request", command().expect(400).code());
        assertEquals(
                "hold-not-found",
                command("{\"release\":\"" + two + "\"}").expect(404).code());
    }

    private ApiAnswer batch(String... commands) {
        return service.post("/internal/ledger/commands/batch", "{\"commands\":[" + String.join(",", commands) + "]}");
    }

    private static String steps(String... steps) {
        return "{\"steps\":[" + String.join(",", steps) + "]}";
    }

    /** Of each command the status, and the code of its problem or what became of its steps. */
    private static List<String> answers(ApiAnswer answer) {
        return answer.expect(200)
                .json()
                .get("answers")
                .valueStream()
                .map(one -> one.get("status").asText() + " "
                        + (one.has("code")
                                ? one.get("code").textValue()
                                : one.get("results").findValuesAsText("status")))
                .toList();
    }

    @Test
    void commandsOfABatchStandAlone() {
        UUID three = UUID.randomUUID();
        String unknown = steps(capture(UUID.randomUUID(), two, "user:" + bob, "1"));
        String[] all = {
            steps(reserve(one, "60")), unknown, "{}", steps(reserve(two, "1000")), steps(reserve(three, "40"))
        };
        List<String> expected = List.of(
                "200 [reserved]", "404 hold-not-found", "400 invalid-request", "200 [refused]", "200 [reserved]");
        assertEquals(expected, answers(batch(all)));
        hasLeft("0.00", "100.00");
        assertEquals(expected, answers(batch(all)), "a repeat");
        hasLeft("0.00", "100.00");
    }

    @Test
    void commandsOfABatchUseTheHoldsOfOthersBefore() {
        UUID three = UUID.randomUUID();
        batch(steps(reserve(one, "60")), steps(reserve(two, "40"))).expect(200);
        String pay = capture(one, three, "user:" + bob, "60");
        String free = "{\"release\":\"" + two + "\"}";
        assertEquals(List.of("200 [posted]", "200 [released]"), answers(batch(steps(pay), steps(free))));
        hasLeft("40.00", "0.00");
    }

    @Test
    void aBatchHasOneToAHundredCommands() {
        String[] many = IntStream.range(0, 101)
                .mapToObj(_ -> steps(reserve(UUID.randomUUID(), "0.01")))
                .toArray(String[]::new);
        assertEquals("invalid-request", batch(many).expect(400).code());
        assertEquals("invalid-request", batch().expect(400).code());
        assertEquals("invalid-request", batch("null").expect(400).code());
        hasLeft("100.00", "0.00");
        batch(Arrays.copyOf(many, 100)).expect(200);
        hasLeft("99.00", "1.00");
    }

    @Test
    void aCommandThatIsHeldUpSaysNothingOfTheOthers() throws SQLException {
        String held = steps(reserve(one, "60"));
        String other = steps(reserve(two, "1").replace("user:" + alice, "user:" + bob));
        try (Connection connection =
                        FlorinTestResource.database().asApplication().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT FROM account WHERE id = '" + wallet + "' FOR UPDATE");
            assertEquals(List.of("503 too-busy", "200 [refused]"), answers(batch(held, other)));
            connection.rollback();
        }
        assertEquals(List.of("200 [reserved]", "200 [refused]"), answers(batch(held, other)));
    }
}
