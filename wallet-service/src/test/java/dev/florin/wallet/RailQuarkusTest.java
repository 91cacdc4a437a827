package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventType;
import dev.florin.common.event.RailEvent;
import dev.florin.common.json.Json;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Money to and from the outside world, on a rail that reports later. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(GatewayStub.class)
class RailQuarkusTest {
    private static final String DEPOSITS = "/api/wallet/deposits";
    private static final String WITHDRAWALS = "/api/wallet/withdrawals";

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);
    private UUID wallet = Some.id(0);

    @BeforeEach
    void open() {
        wallet = api.wallet("10");
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private String announced(String amount) {
        return api.post(DEPOSITS, key(), "{\"amount\":" + amount + ",\"currency\":\"USD\",\"rail\":\"chain\"}")
                .expect(201)
                .json()
                .get("deposit_id")
                .textValue();
    }

    private ApiAnswer withdraw(String key, String amount, String rail) {
        return api.post(WITHDRAWALS, key, Some.withdrawal(amount, rail));
    }

    private String withdrawn(String amount) {
        return withdraw(key(), amount, "chain")
                .expect(201)
                .json()
                .get("withdrawal_id")
                .textValue();
    }

    private JsonNode look(String path, String id) {
        return api.get(path + "/" + id).expect(200).json();
    }

    private String status(String path, String id) {
        return look(path, id).get("status").textValue();
    }

    private BigDecimal pending() {
        return api.get("/api/wallets/" + wallet).json().get("pending_balance").decimalValue();
    }

    private List<String> told(String id) {
        return EventStub.toldTo(alice).stream()
                .filter(event -> event.event() instanceof RailEvent)
                .filter(event -> event.data().toString().contains(id))
                .map(event -> event.type())
                .toList();
    }

    private static final String TEN = ",\"amount\":\"10.00\",\"currency\":\"USD\",\"transaction_hash\":\"0xabc\"";

    @Test
    void anAnnouncedDepositIsThereWhenItsRailProvesIt() {
        String key = key();
        String body = "{\"amount\":10,\"currency\":\"USD\",\"rail\":\"chain\"}";
        ApiAnswer first = api.post(DEPOSITS, key, body).expect(201);
        String id = first.json().get("deposit_id").textValue();
        assertEquals("initiated", first.json().get("status").textValue());
        assertFalse(first.json().has("balance_after"));
        assertEquals(first.json(), look(DEPOSITS, id));
        assertEquals("applied", ChainGateway.said(id, "pending", ""));
        assertEquals("applied", ChainGateway.said(id, "confirmed", ",\"transaction_hash\":\"0xabc\""));
        assertEquals("confirmed", status(DEPOSITS, id));
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
        assertEquals("applied", ChainGateway.said(id, "finalized", TEN));
        JsonNode done = look(DEPOSITS, id);
        assertEquals("finalized", done.get("status").textValue());
        assertEquals("0xabc", done.get("transaction_hash").textValue());
        assertEquals(new BigDecimal("20.00"), done.get("balance_after").decimalValue());
        assertEquals(new BigDecimal("20.00"), api.available(wallet));
        assertEquals(
                List.of("transaction_pending", "transaction_confirmed", "deposit_received", "transaction_finalized"),
                told(id));
        ApiAnswer again = api.post(DEPOSITS, key, body).expect(201);
        assertEquals(first.text(), again.text());
        assertTrue(again.isReplayed());
    }

    @Test
    void aKeyIsForOneDepositWhateverItsRail() {
        String key = key();
        String chain = "{\"amount\":1,\"currency\":\"USD\",\"rail\":\"chain\"}";
        String instant = "{\"amount\":1,\"currency\":\"USD\"}";
        api.post(DEPOSITS, key, chain).expect(201);
        assertEquals(
                "idempotency-key-reused",
                api.post(DEPOSITS, key, chain.replace("1", "2")).expect(422).code());
        assertEquals(
                "idempotency-key-reused",
                api.post(DEPOSITS, key, instant).expect(422).code());
        String other = key();
        api.post(DEPOSITS, other, instant).expect(201);
        assertEquals(
                "idempotency-key-reused",
                api.post(DEPOSITS, other, chain).expect(422).code());
    }

    @Test
    void aWithdrawalIsSetAsideUntilItIsFinal() {
        String key = key();
        ApiAnswer first = withdraw(key, "4", "chain").expect(201);
        String id = first.json().get("withdrawal_id").textValue();
        assertEquals("initiated", first.json().get("status").textValue());
        assertEquals(new BigDecimal("6.00"), api.available(wallet));
        assertEquals(new BigDecimal("4.00"), pending());
        awaitSubmitted(id);
        assertEquals("applied", ChainGateway.said(id, "finalized", ",\"transaction_hash\":\"0xdef\""));
        JsonNode done = look(WITHDRAWALS, id);
        assertEquals("finalized", done.get("status").textValue());
        assertEquals("0xdef", done.get("transaction_hash").textValue());
        assertEquals(new BigDecimal("6.00"), done.get("balance_after").decimalValue());
        assertEquals(new BigDecimal("6.00"), api.available(wallet));
        assertEquals(new BigDecimal("0.00"), pending());
        assertEquals(List.of("withdrawal_processed", "transaction_finalized"), told(id));
        ApiAnswer again = withdraw(key, "4", "chain").expect(201);
        assertEquals(first.text(), again.text());
        assertTrue(again.isReplayed());
        assertEquals(
                "idempotency-key-reused",
                api.post(WITHDRAWALS, key, Some.withdrawal("4", "chain").replace("0x7", "0x8"))
                        .expect(422)
                        .code());
    }

    @Test
    void anInstantWithdrawalIsGoneAtOnce() {
        String key = key();
        ApiAnswer first = withdraw(key, "4", "instant").expect(201);
        assertEquals("finalized", first.json().get("status").textValue());
        assertEquals(new BigDecimal("6.00"), first.json().get("balance_after").decimalValue());
        assertEquals(first.text(), withdraw(key, "4", "instant").expect(201).text());
        String id = first.json().get("withdrawal_id").textValue();
        assertEquals(first.json(), look(WITHDRAWALS, id));
        assertEquals(new BigDecimal("6.00"), api.available(wallet));
        assertEquals(List.of("withdrawal_processed"), told(id));
    }

    @Test
    void aWithdrawalNeedsItsMoneyAndCountsAgainstLimits() {
        assertEquals(
                "insufficient-funds",
                withdraw(key(), "10.01", "chain").expect(422).code());
        Api.asAdmin()
                .put("/api/wallet/limits", "{\"user_id\":\"" + alice + "\",\"currency\":\"USD\",\"daily\":5}")
                .expect(200);
        String id = withdrawn("5");
        assertEquals(
                "limit-exceeded", withdraw(key(), "0.01", "chain").expect(422).code());
        ChainGateway.said(id, "finalized", "");
        assertEquals(
                "5.00",
                api.get("/api/wallet/limits")
                        .json()
                        .get("limits")
                        .get(0)
                        .get("spent_today")
                        .decimalValue()
                        .toPlainString(),
                "what is captured does not count again");
        assertEquals(1, Sql.number("SELECT count(*) FROM rail_transaction WHERE owner = '" + alice + "'"));
    }

    @Test
    void aFailedWithdrawalIsDueAndItsMoneyComesBackOnce() {
        String id = withdrawn("4");
        assertEquals("applied", ChainGateway.said(id, "failed", ",\"reason\":\"rejected by the network\""));
        assertEquals(
                "rejected by the network", look(WITHDRAWALS, id).get("reason").textValue());
        assertEquals(new BigDecimal("6.00"), api.available(wallet));
        JsonNode due = Api.asService()
                .get("/internal/refundables?limit=500")
                .expect(200)
                .json()
                .get("items");
        JsonNode item = null;
        for (JsonNode each : due) {
            item = each.get("id").textValue().equals(id) ? each : item;
        }
        assertTrue(item != null, due.toString());
        assertEquals("withdrawal", item.get("kind").textValue());
        assertEquals("transaction_failed", item.get("reason").textValue());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> answers = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> refund(id, "r-" + i).expect(200).text(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .distinct()
                    .toList();
            assertEquals(1, answers.size(), answers.toString());
        }
        assertEquals("refunded", status(WITHDRAWALS, id));
        assertEquals("10.00", refund(id, "r-again").json().get("balance_after").asText());
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
        assertEquals(new BigDecimal("0.00"), pending());
        assertEquals(List.of("transaction_failed"), told(id));
        assertEquals(
                "unapplied", ChainGateway.said(id, "finalized", ""), "the money is in two places: for the operator");
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
    }

    private static ApiAnswer refund(String id, String refundId) {
        return Api.asService()
                .post("/internal/refundables/withdrawal/" + id + "/refund", "{\"refund_id\":\"" + refundId + "\"}");
    }

    /** As after a crash between the release of the hold and nothing at all: another service has voided it. */
    @Test
    void aHoldThatIsGoneAlreadyStillClosesItsWithdrawal() {
        String id = withdrawn("4");
        ChainGateway.said(id, "failed", "");
        Api.asService().post("/internal/holds/" + id + "/void", "").expect(200);
        ApiAnswer first = refund(id, "r-1").expect(200);
        assertEquals("10.00", first.json().get("balance_after").asText());
        assertEquals("refunded", status(WITHDRAWALS, id));
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
        withdrawn("3");
        assertEquals(new BigDecimal("7.00"), api.available(wallet));
        assertEquals(first.text(), refund(id, "r-2").expect(200).text());
    }

    @Test
    void proofAndRefundRaceAndOneOfThemWins() {
        for (int i = 0; i < 5; i++) {
            String id = withdrawn("1");
            ChainGateway.said(id, "failed", "");
            BigDecimal before = api.available(wallet);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                CompletableFuture<Integer> back =
                        CompletableFuture.supplyAsync(() -> refund(id, "r").status(), threads);
                CompletableFuture<String> gone =
                        CompletableFuture.supplyAsync(() -> ChainGateway.said(id, "finalized", ""), threads);
                boolean isBack = back.join() == 200;
                assertEquals(isBack ? "unapplied" : "applied", gone.join());
                assertEquals(isBack ? "refunded" : "finalized", status(WITHDRAWALS, id));
                assertEquals(isBack ? before.add(BigDecimal.ONE) : before, api.available(wallet));
            }
            assertEquals(new BigDecimal("0.00"), pending());
        }
    }

    @Test
    void aLateProofBeatsAFailureThatWasNotGivenBack() {
        String id = withdrawn("4");
        ChainGateway.said(id, "failed", "");
        assertEquals("applied", ChainGateway.said(id, "finalized", ""));
        assertEquals("finalized", status(WITHDRAWALS, id));
        assertEquals("refund-not-due", refund(id, "r").expect(409).code());
        assertEquals(new BigDecimal("6.00"), api.available(wallet));
    }

    @Test
    void reportsInTheWrongOrderChangeNothing() {
        String id = announced("10");
        ChainGateway.said(id, "finalized", TEN);
        for (String late : List.of("pending", "confirmed", "finalized")) {
            assertEquals("ignored", ChainGateway.said(id, late, TEN));
        }
        assertEquals("finalized", status(DEPOSITS, id));
        assertEquals(new BigDecimal("20.00"), api.available(wallet));
        assertEquals(List.of("deposit_received", "transaction_finalized"), told(id));
    }

    @Test
    void theSameEventIsTakenOnce() {
        String id = announced("10");
        String event = key();
        for (int i = 0; i < 3; i++) {
            assertEquals("applied", ChainGateway.said(event, id, "finalized", TEN));
        }
        assertEquals(new BigDecimal("20.00"), api.available(wallet));
        String body = ChainGateway.report(event, announced("1"), "finalized", ",\"amount\":1,\"currency\":\"USD\"");
        assertEquals(
                "id-reused",
                ChainGateway.call(ChainGateway.CALLBACK, body, ChainGateway.signature(body, ChainGateway.NEW_SECRET))
                        .expect(422)
                        .code());
    }

    @Test
    void racingReportsMoveMoneyOnce() {
        String id = announced("10");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> outcomes = IntStream.range(0, 20)
                    .mapToObj(
                            _ -> CompletableFuture.supplyAsync(() -> ChainGateway.said(id, "finalized", TEN), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertEquals(1, outcomes.stream().filter("applied"::equals).count(), outcomes.toString());
            assertEquals(19, outcomes.stream().filter("ignored"::equals).count(), outcomes.toString());
        }
        assertEquals(new BigDecimal("20.00"), api.available(wallet));
        assertEquals(List.of("deposit_received", "transaction_finalized"), told(id));
    }

    @Test
    void whatContradictsIsKeptForTheOperator() {
        String id = announced("10");
        String wrong = key();
        String stranger = key();
        assertEquals(
                "unapplied", ChainGateway.said(wrong, id, "finalized", ",\"amount\":1000000,\"currency\":\"USD\""));
        assertEquals("unapplied", ChainGateway.said(stranger, key(), "finalized", TEN));
        assertEquals("applied", ChainGateway.said(id, "finalized", TEN));
        String late = key();
        assertEquals("unapplied", ChainGateway.said(late, id, "failed", ",\"reason\":\"reorganised\""));
        assertEquals(new BigDecimal("20.00"), api.available(wallet));
        JsonNode kept = Api.asAdmin()
                .get("/api/admin/rails/events/unapplied?limit=500")
                .expect(200)
                .json()
                .get("events");
        List<String> notes = new ArrayList<>();
        for (JsonNode event : kept) {
            if (Set.of(wrong, stranger, late).contains(event.get("event_id").textValue())) {
                notes.add(event.get("status").textValue() + ": "
                        + event.get("note").textValue());
            }
        }
        assertEquals(
                List.of(
                        "failed: failed after it was final",
                        "finalized: no such transaction on this rail",
                        "finalized: not the amount that was agreed on"),
                notes);
        JsonNode page = Api.asAdmin()
                .get("/api/admin/rails/events/unapplied?limit=1")
                .expect(200)
                .json();
        assertEquals(1, page.get("events").size());
        JsonNode next = Api.asAdmin()
                .get("/api/admin/rails/events/unapplied?limit=1&cursor="
                        + page.get("next_cursor").textValue())
                .expect(200)
                .json();
        assertEquals(kept.get(1).get("event_id"), next.get("events").get(0).get("event_id"));
    }

    /** What the ledger refuses waits for being sent again, under an id that was not refused. */
    @Test
    void aFrozenWalletTakesItsDepositWhenItIsThawed() throws SQLException {
        String id = announced("10");
        String event = key();
        freeze(true);
        assertEquals("unapplied", ChainGateway.said(event, id, "finalized", TEN));
        assertEquals("unapplied", ChainGateway.said(event, id, "finalized", TEN));
        freeze(false);
        assertEquals("applied", ChainGateway.said(event, id, "finalized", TEN));
        assertEquals("applied", ChainGateway.said(event, id, "finalized", TEN));
        assertEquals(new BigDecimal("20.00"), api.available(wallet));
        assertEquals("applied", Sql.one("SELECT outcome FROM rail_event WHERE event_id = '" + event + "'"));
    }

    private void freeze(boolean frozen) throws SQLException {
        Sql.asApplication().execute("UPDATE account SET frozen = " + frozen + " WHERE id = '" + wallet + "'");
    }

    @Test
    void everyActiveSecretCountsAndNoOther() {
        String id = announced("10");
        String body = ChainGateway.report(key(), id, "pending", "");
        ChainGateway.call(ChainGateway.CALLBACK, body, ChainGateway.signature(body, ChainGateway.OLD_SECRET))
                .expect(200);
        String next = ChainGateway.report(key(), id, "confirmed", "");
        for (String bad : List.of(
                ChainGateway.signature(next, "a-secret-for-tests-that-nobody-has-ever-had"),
                ChainGateway.signature(body, ChainGateway.NEW_SECRET),
                "sha256=",
                "nonsense")) {
            assertEquals(
                    "invalid-signature",
                    ChainGateway.call(ChainGateway.CALLBACK, next, bad)
                            .expect(401)
                            .code());
        }
        Api nobody = new Api(null);
        assertEquals(
                "invalid-signature",
                nobody.post(ChainGateway.CALLBACK, next).expect(401).code());
        assertEquals(
                "invalid-signature",
                api.post(ChainGateway.CALLBACK, next).expect(401).code());
        assertEquals("pending", status(DEPOSITS, id));
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, -86_400})
    void whatWasSentLongAgoOrNeverIsNotBelieved(long seconds) {
        String id = announced("10");
        String body = ChainGateway.report(key(), id, "pending", "")
                .replaceAll(
                        "\"sent_at\":\"[^\"]+\"",
                        "\"sent_at\":\"" + Json.text(Instant.now().plusSeconds(seconds)) + "\"");
        assertEquals(
                "invalid-signature",
                ChainGateway.call(ChainGateway.CALLBACK, body, ChainGateway.signature(body, ChainGateway.NEW_SECRET))
                        .expect(401)
                        .code());
        assertEquals("initiated", status(DEPOSITS, id));
    }

    @ParameterizedTest
    @CsvSource({
        "404, not-found, /api/wallet/rails/moon/events",
        "401, invalid-signature, /api/wallet/rails/instant/events"
    })
    void otherRailsDoNotReport(int status, String code, String path) {
        String body = ChainGateway.report(key(), key(), "finalized", TEN);
        ApiAnswer answer = ChainGateway.call(path, body, ChainGateway.signature(body, ChainGateway.NEW_SECRET));
        assertEquals(status + " " + code, answer.status() + " " + answer.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "\u0000", "{\"event_id\":1e999}"})
    void signedNonsenseIsStillNonsense(String body) {
        assertEquals(
                400,
                ChainGateway.call(ChainGateway.CALLBACK, body, ChainGateway.signature(body, ChainGateway.NEW_SECRET))
                        .status());
    }

    /** When the time of both is over. */
    private void onlyTheSilentLapses(String kind, String silent, String seen) throws SQLException {
        ChainGateway.said(seen, "confirmed", "");
        Sql.asSuperuser()
                .execute(
                        "UPDATE rail_transaction SET lapses_at = now() - interval '1 s' WHERE owner = '" + alice + "'");
        Eventually.holds("it lapses", () -> status(kind, silent).equals("failed"));
        assertEquals("lapsed", look(kind, silent).get("reason").textValue());
        assertEquals(
                "true",
                Sql.one("SELECT (failed_at = lapses_at)::text FROM rail_transaction WHERE id = '" + silent + "'"),
                "it has failed since its time is over, and not since that was noticed");
        assertEquals(List.of("transaction_failed"), told(silent));
        assertEquals("confirmed", status(kind, seen), "the chain has it: it may still arrive");
    }

    @Test
    void whatNobodyConfirmsLapses() throws SQLException {
        String silent = withdrawn("4");
        String seen = withdrawn("1");
        onlyTheSilentLapses(WITHDRAWALS, silent, seen);
        assertEquals("unapplied", ChainGateway.said(silent, "confirmed", ""));
        refund(silent, "r").expect(503);
        String report = Sql.one(
                "SELECT id::text FROM rail_event WHERE outcome = 'unapplied' AND transaction_id = '" + silent + "'");
        Api.asAdmin()
                .post("/api/admin/rails/events/" + report + "/dismiss", "{\"reason\":\"a fork of the chain\"}")
                .expect(200);
        refund(silent, "r").expect(200);
        assertEquals(new BigDecimal("9.00"), api.available(wallet));
    }

    /** Nothing has moved for it, so that nothing is due back. */
    @Test
    void aDepositThatNobodyConfirmsLapses() throws SQLException {
        String silent = announced("4");
        String seen = announced("1");
        onlyTheSilentLapses(DEPOSITS, silent, seen);
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
        refund(silent, "r").expect(404);
    }

    /** The money has left by the rail's word: it must not come back as well, whatever the clock says. */
    @ParameterizedTest
    @ValueSource(strings = {"initiated", "failed"})
    void aWithdrawalThatTheRailCallsFinalNeitherLapsesNorComesBack(String state) throws SQLException {
        String id = withdrawn("4");
        String other = withdrawn("1");
        awaitSubmitted(id);
        awaitSubmitted(other);
        if (state.equals("failed")) {
            // Before it was frozen the rail had given it up, and nobody has given it back yet.
            Sql.asSuperuser()
                    .execute("UPDATE rail_transaction SET state = 'failed', reason = 'lapsed', failed_at = now()"
                            + " WHERE id = '" + id + "'");
        }
        freeze(true);
        String event = key();
        assertEquals("unapplied", ChainGateway.said(event, id.toUpperCase(Locale.ROOT), "finalized", ""));
        Sql.asSuperuser()
                .execute("UPDATE rail_transaction SET lapses_at = now() - interval '1 day' WHERE id = '" + id + "'");
        Sql.asSuperuser()
                .execute("UPDATE rail_transaction SET lapses_at = now() - interval '1 s' WHERE id = '" + other + "'");
        Eventually.holds(
                "the other one lapses",
                () -> "failed".equals(Sql.one("SELECT state FROM rail_transaction WHERE id = '" + other + "'")));
        assertEquals(state, status(WITHDRAWALS, id));
        refund(id, "r").expect(state.equals("failed") ? 503 : 409);
        assertFalse(Api.asService()
                .get("/internal/refundables?limit=500")
                .expect(200)
                .text()
                .contains(id));
        freeze(false);
        assertEquals("applied", ChainGateway.said(event, id.toUpperCase(Locale.ROOT), "finalized", ""));
        assertEquals("finalized", status(WITHDRAWALS, id));
        assertEquals(new BigDecimal("5.00"), api.available(wallet));
    }

    private static void awaitSubmitted(String id) {
        Eventually.holds(
                "it is submitted",
                () -> Sql.number("SELECT count(submitted_at) FROM rail_transaction WHERE id = '" + id + "'") == 1);
    }

    @Test
    void aWithdrawalIsHandedToTheGatewaySignedAndOnce() {
        String id = withdrawn("4");
        awaitSubmitted(id);
        GatewayStub.Order order = GatewayStub.orders(id).getFirst();
        assertEquals(ChainGateway.signature(order.body(), ChainGateway.OLD_SECRET), order.signature());
        assertEquals(new BigDecimal("4.00"), order.json().get("amount").decimalValue());
        assertEquals("USD", order.json().get("currency").textValue());
        assertEquals("0x7", order.json().get("destination").textValue());
        assertTrue(order.json().has("sent_at"));
        assertEquals(1, GatewayStub.orders(id).size());
    }

    @Test
    void whatACrashKeptFromBeingSubmittedIsSubmittedAgain() throws SQLException {
        String id = withdrawn("4");
        awaitSubmitted(id);
        waitsAgain(id, "lapses_at");
        awaitSubmitted(id);
        assertEquals(2, GatewayStub.orders(id).size());
    }

    /** As if it had never been handed over, and lapsed then. */
    private static void waitsAgain(String id, String lapses) throws SQLException {
        Sql.asSuperuser()
                .execute(
                        "UPDATE rail_transaction SET submitted_at = NULL, next_handover_at = NULL, maybe_taken = false,"
                                + " lapses_at = " + lapses + " WHERE id = '" + id + "'");
    }

    private static boolean lapsesWithin(String id, String interval) {
        return Sql.one("SELECT lapses_at < now() + interval '" + interval + "' FROM rail_transaction WHERE id = '" + id
                        + "'")
                .equals("t");
    }

    @Test
    void whatIsHandedOverLateHasAllItsTimeFromThen() throws SQLException {
        String id = withdrawn("4");
        awaitSubmitted(id);
        waitsAgain(id, "now() + interval '1 minute'");
        awaitSubmitted(id);
        assertFalse(lapsesWithin(id, "23 hours"));
    }

    @Test
    void whatIsAboutToLapseIsNotHandedOverAnyMore() throws SQLException {
        String id = withdrawn("4");
        awaitSubmitted(id);
        waitsAgain(id, "now() + interval '3 seconds'");
        Eventually.holds("it has lapsed", () -> Set.of("failed", "refunded").contains(status(WITHDRAWALS, id)));
        assertEquals(1, GatewayStub.orders(id).size());
    }

    @Test
    void whatCertainlyWasNotTakenLapsesWhenItWould() throws SQLException {
        String id = withdrawn("4");
        awaitSubmitted(id);
        GatewayStub.answers(id, 404);
        waitsAgain(id, "now() + interval '1 hour'");
        Eventually.holds("it is tried", () -> GatewayStub.orders(id).size() >= 2);
        Eventually.holds("that is written down", () -> lapsesWithin(id, "1 hour"));
        GatewayStub.answers(id, 202);
        awaitSubmitted(id);
    }

    /** A gateway that says no to what it has already is wrong, but the money may be on its way. */
    @Test
    void aRefusalAfterATryWithoutAnAnswerIsTheOperators() {
        GatewayStub.answers(500);
        try {
            String id = withdrawn("4");
            Eventually.holds("it is tried", () -> GatewayStub.orders(id).size() >= 1);
            GatewayStub.answers(id, 422);
            awaitSubmitted(id);
            assertEquals("initiated", status(WITHDRAWALS, id));
            assertEquals(new BigDecimal("6.00"), api.available(wallet));
            assertEquals(
                    1,
                    Sql.number("SELECT count(*) FROM rail_event WHERE outcome = 'unapplied' AND transaction_id = '" + id
                            + "'"));
        } finally {
            GatewayStub.answers(202);
        }
    }

    @Test
    void oneThatTheGatewayDoesNotTakeStopsNoOther() {
        GatewayStub.answers(404);
        try {
            String first = withdrawn("1");
            String second = withdrawn("1");
            Eventually.holds("they are tried", () -> GatewayStub.orders(second).size() >= 1);
            GatewayStub.answers(second, 202);
            awaitSubmitted(second);
            assertEquals(0, Sql.number("SELECT count(submitted_at) FROM rail_transaction WHERE id = '" + first + "'"));
        } finally {
            GatewayStub.answers(202);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 404, 429, 500, 503})
    void aGatewayThatDoesNotTakeItIsAskedAgain(int status) {
        GatewayStub.answers(status);
        try {
            String id = withdrawn("1");
            Eventually.holds("it is asked again", () -> GatewayStub.orders(id).size() >= 2);
            assertEquals("initiated", status(WITHDRAWALS, id));
            GatewayStub.answers(202);
            awaitSubmitted(id);
            assertEquals("initiated", status(WITHDRAWALS, id));
        } finally {
            GatewayStub.answers(202);
        }
    }

    @Test
    void whatTheGatewayRefusesIsDueBack() {
        GatewayStub.answers(422);
        try {
            String id = withdrawn("4");
            Eventually.holds("it has failed", () -> status(WITHDRAWALS, id).equals("failed"));
            assertEquals(List.of("transaction_failed"), told(id));
            refund(id, "r").expect(200);
            assertEquals(new BigDecimal("10.00"), api.available(wallet));
        } finally {
            GatewayStub.answers(202);
        }
    }

    @Test
    void anotherUserSeesNothingOfIt() {
        String deposit = announced("10");
        String withdrawal = withdrawn("1");
        Api mallory = Api.as(Some.user("mallory"));
        mallory.get(DEPOSITS + "/" + deposit).expect(404);
        mallory.get(WITHDRAWALS + "/" + withdrawal).expect(404);
        api.get(WITHDRAWALS + "/" + deposit).expect(404);
        api.get(DEPOSITS + "/" + withdrawal).expect(404);
        assertEquals(0, mallory.get(WITHDRAWALS).json().get("withdrawals").size());
        JsonNode page = api.get(WITHDRAWALS + "?limit=1").expect(200).json();
        assertEquals(1, page.get("withdrawals").size());
        assertFalse(page.has("next_cursor"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE rail_transaction SET state = 'failed', reason = 'x', failed_at = now()",
                "UPDATE rail_transaction SET state = 'refunded', transfer_id = NULL, refund_id = 'x', refunded_at = now()",
                "UPDATE rail_transaction SET transfer_id = NULL",
                "UPDATE rail_transaction SET amount = 1",
                "UPDATE rail_transaction SET owner = 'mallory'",
                "DELETE FROM rail_transaction"
            })
    void theDatabaseKeepsWhatIsFinal(String statement) {
        String id = withdrawn("1");
        ChainGateway.said(id, "finalized", "");
        assertThrows(SQLException.class, () -> Sql.asApplication().execute(statement + " WHERE id = '" + id + "'"));
        assertEquals("finalized", status(WITHDRAWALS, id));
    }

    @Test
    void theBalanceAfterIsTold() {
        String id = announced("10");
        ChainGateway.said(id, "finalized", TEN);
        RailEvent.DepositReceived told = (RailEvent.DepositReceived) EventStub.toldTo(alice).stream()
                .filter(event -> event.eventType() == EventType.DEPOSIT_RECEIVED)
                .toList()
                .getLast()
                .event();
        assertEquals(id, told.depositId());
        assertEquals("chain", told.rail());
        assertEquals("0xabc", told.transactionHash());
        assertEquals(new BigDecimal("20.00"), told.balanceAfter());
    }
}
