package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.id.Ids;
import dev.florin.common.json.Json;
import dev.florin.common.security.BodySignature;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Escrows paid from outside: forged, repeated, late, wrong, and in between of everything else. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class PaymentQuarkusTest extends PaymentCase {
    @Test
    void isPaidStepByStepAndReleased() {
        String escrow = made();
        JsonNode link = buyer.post(escrow + "/payment-link", "").expect(200).json();
        assertEquals("100.00", link.get("amount").asText());
        assertEquals("pending", link.get("status").textValue());
        String order = link.get("order_id").textValue();
        assertEquals("applied", told(Razorpay.payment("payment.failed", order, "pay_first", 10000, "USD")));
        assertEquals("applied", told(Razorpay.payment("payment.authorized", order, pay, 10000, "USD")));
        assertEquals("applied", told(captured(order)));
        assertEquals("ignored", told(Razorpay.paid(order, pay, 10000)));
        assertEquals("HELD", state(escrow));
        deposited("100");
        assertEquals(List.of("pending", "failed", "authorized", "captured"), statuses(bob));
        assertEquals(List.of("pending", "failed", "authorized", "captured"), statuses(sue));
        JsonNode timeline = buyer.get(escrow + "/timeline").expect(200).json().get("transitions");
        assertEquals("payment_completed", timeline.get(1).get("action").textValue());
        assertEquals("system", timeline.get(1).get("actor").textValue());
        buyer.post(escrow + "/release", Some.key(), "{}").expect(200);
        assertEquals(0, new BigDecimal("97.50").compareTo(WalletStub.received("user:" + sue)));
    }

    /** If these were two requests, somebody could spend the deposit in between. */
    @Test
    void isCreditedAndSetAsideInOneCommand() throws JsonProcessingException {
        String escrow = made();
        String id = escrow.substring(escrow.lastIndexOf('/') + 1);
        assertEquals("applied", told(captured(order(escrow))));
        String movement = Sql.one("SELECT id FROM escrow_movement WHERE escrow_id = '" + id + "'");
        JsonNode expected = Json.mapper().readTree("""
                [{"post": {"id": "%s", "debit": "system:world", "credit": "user:%s", "amount": 100.00, "currency": "USD",
                           "type": "escrow_payment", "reference": "escrow:%s"}},
                 {"reserve": {"id": "%s", "account": "user:%s", "amount": 100.00, "currency": "USD",
                              "purpose": "escrow:%s", "spends": false}}]
                """.formatted(
                        Ids.derived(movement, "deposit"), bob, id, Ids.derived(movement, "hold"), bob, id));
        assertEquals(List.of(expected), WalletStub.commandsFor(bob));
    }

    @Test
    void anEscrowHasOneOpenOrder() throws Exception {
        String escrow = made();
        List<String> orders = inParallel(10, _ -> order(escrow));
        assertEquals(1, orders.stream().distinct().count());
        assertEquals(List.of("pending"), statuses(bob));
        buyer.post(escrow + "/cancel", "").expect(200);
        assertEquals(
                "escrow-state-conflict",
                buyer.post(escrow + "/payment-link", "").expect(409).code());
    }

    /** A provider reports minor units in 64 bits: what could never be reported as paid is not asked for. */
    @Test
    void whatCannotBeReportedCannotBePaidFromOutside() {
        for (String amount : List.of("9.223372036854775807", "9.223372036854775808")) {
            String escrow = "/api/v1/escrows/"
                    + buyer.post(
                                    "/api/v1/escrows",
                                    Some.key(),
                                    "{\"seller_id\":\"" + sue + "\",\"amount\":" + amount
                                            + ",\"currency\":\"ETH\",\"terms\":\"a house\",\"fee_basis_points\":0}")
                            .expect(201)
                            .json()
                            .get("escrow_id")
                            .textValue();
            if (amount.endsWith("7")) {
                buyer.post(escrow + "/payment-link", "").expect(200);
            } else {
                assertEquals(
                        "amount-too-large",
                        buyer.post(escrow + "/payment-link", "").expect(422).code());
            }
        }
    }

    @Test
    void reportsMayComeInAnySequence() {
        String escrow = made();
        String order = order(escrow);
        assertEquals("applied", told(Razorpay.paid(order, pay, 10000)));
        assertEquals("ignored", told(captured(order)));
        assertEquals("ignored", told(Razorpay.payment("payment.authorized", order, pay, 10000, "USD")));
        assertEquals("ignored", told(Razorpay.payment("payment.failed", order, pay, 10000, "USD")));
        assertEquals("HELD", state(escrow));
        assertEquals(List.of("pending", "captured"), statuses(bob));
        deposited("100");
    }

    @Test
    void whatIsForgedIsNotStored() {
        String escrow = made();
        String body = captured(order(escrow));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String id = Some.key();
        for (String signature : List.of(
                "00",
                "not hex",
                BodySignature.of(bytes, "a-secret-for-tests-that-nobody-has-ever-had"),
                BodySignature.of("{}".getBytes(StandardCharsets.UTF_8), Razorpay.NEW_SECRET))) {
            assertEquals(
                    "invalid-signature",
                    Razorpay.call(id, body, signature).expect(401).code());
        }
        assertEquals(
                "invalid-signature",
                new Api(null).post(Razorpay.PATH, body).expect(401).code());
        assertEquals(0, Sql.number("SELECT count(*) FROM payment_event WHERE provider_event_id = '" + id + "'"));
        assertEquals("INITIATED", state(escrow));
    }

    @Test
    void bothSecretsAreBelievedWhileTheyAreExchanged() {
        String escrow = made();
        String body = captured(order(escrow));
        Razorpay.call(Some.key(), body, BodySignature.of(body.getBytes(StandardCharsets.UTF_8), Razorpay.OLD_SECRET))
                .expect(200);
        becomes("HELD", escrow);
    }

    @Test
    void aReplayChangesNothing() {
        String escrow = made();
        String body = captured(order(escrow));
        String id = Some.key();
        ApiAnswer first = Razorpay.call(id, body).expect(200);
        assertEquals("applied", outcome(id));
        assertEquals(first.text(), Razorpay.call(id, body).expect(200).text());
        assertEquals(1, Sql.number("SELECT count(*) FROM payment_event WHERE provider_event_id = '" + id + "'"));
        deposited("100");
    }

    @Test
    void twentyAtOnceAreOneDeposit() throws Exception {
        String escrow = made();
        String order = order(escrow);
        String id = Some.key();
        List<Integer> answers = inParallel(
                20,
                i -> Razorpay.call(
                                i < 10 ? id : Some.key(),
                                i % 2 == 0 ? captured(order) : Razorpay.paid(order, pay, 10000))
                        .status());
        assertEquals(List.of(200), answers.stream().distinct().toList());
        becomes("HELD", escrow);
        String open = "SELECT count(*) FROM payment_event WHERE order_id = '" + order + "' AND outcome = ";
        Eventually.holds("all are decided", () -> Sql.number(open + "'received'") == 0);
        assertEquals(1, Sql.number(open + "'applied'"));
        assertEquals(10, Sql.number(open + "'ignored'"));
        deposited("100");
        assertEquals(List.of("pending", "captured"), statuses(bob));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BROKEN", "DYING"})
    void aWalletThatIsAwayIsWaitedFor(String mood) {
        String escrow = made();
        String order = order(escrow);
        WalletStub.is(WalletStub.Mood.valueOf(mood));
        String id = Some.key();
        Razorpay.call(id, captured(order)).expect(200);
        Eventually.holds(
                "it is tried",
                () -> Sql.number("SELECT count(*) FROM escrow_movement WHERE reason = '" + pay + "'") == 1);
        assertEquals("INITIATED", state(escrow));
        WalletStub.is(WalletStub.Mood.WELL);
        assertEquals("applied", outcome(id));
        assertEquals("HELD", state(escrow));
        deposited("100");
    }

    /** Whoever reports a payment does not wait for what it leads to. */
    @Test
    void isAnsweredWhileTheLedgerIsSilent() {
        String escrow = made();
        String order = order(escrow);
        WalletStub.is(WalletStub.Mood.SLOW);
        String id = Some.key();
        Razorpay.call(id, captured(order)).expect(200);
        Eventually.holds("the ledger is asked", () -> !WalletStub.asked(bob).isEmpty());
        Razorpay.call(Some.key(), Razorpay.paid(order, pay, 10000)).expect(200);
        assertEquals(List.of(1), WalletStub.asked(bob), "it still thinks about the first one");
        assertEquals("received", Sql.one("SELECT outcome FROM payment_event WHERE provider_event_id = '" + id + "'"));
        WalletStub.is(WalletStub.Mood.WELL);
        assertEquals("applied", outcome(id));
        deposited("100");
    }

    /** To the database a worker whose every word is refused looks like one that died. */
    @Test
    void whatADeadWorkerTookIsTakenAgainAfterItsLease() throws SQLException {
        String escrow = made();
        String order = order(escrow);
        String id = Some.key();
        String row = " FROM payment_event WHERE provider_event_id = '" + id + "'";
        String leaseIsOver = "UPDATE payment_event SET next_at = now() WHERE provider_event_id = '" + id + "'";
        Sql.asSuperuser()
                .execute("CREATE TRIGGER refused_in_test BEFORE UPDATE ON payment_event FOR EACH ROW"
                        + " WHEN (NEW.tries = OLD.tries AND NEW.provider_event_id = '" + id
                        + "') EXECUTE FUNCTION refuse_change()");
        try {
            Razorpay.call(id, captured(order)).expect(200);
            becomes("HELD", escrow);
            assertEquals("received 1 t", Sql.one("SELECT concat_ws(' ', outcome, tries, next_at > now())" + row));
            Sql.asSuperuser().executeWithoutTriggers(leaseIsOver);
            Eventually.holds("another one takes it", () -> Sql.number("SELECT tries" + row) == 2);
        } finally {
            Sql.asSuperuser().execute("DROP TRIGGER refused_in_test ON payment_event");
        }
        Sql.asSuperuser().execute(leaseIsOver);
        assertEquals("applied", outcome(id));
        deposited("100");
        assertEquals(List.of("pending", "captured"), statuses(bob));
    }

    @Test
    void fundingFromTheWalletAndAPaymentAreNotBothDone() throws Exception {
        String escrow = made();
        String order = order(escrow);
        String id = Some.key();
        List<Integer> answers = inParallel(
                2,
                i -> i == 0
                        ? buyer.post(escrow + "/fund", Some.key(), "").status()
                        : Razorpay.call(id, captured(order)).status());
        assertEquals(200, answers.get(1));
        boolean paid = outcome(id).equals("applied");
        assertEquals(paid ? 409 : 200, answers.get(0));
        assertEquals("HELD", state(escrow));
        deposited(paid ? "100" : "0");
        assertEquals(
                1,
                Sql.number("SELECT count(*) FROM escrow_movement WHERE state = 'done' AND escrow_id = '"
                        + escrow.substring(escrow.lastIndexOf('/') + 1) + "'"));
    }

    @Test
    void aRefundNeedNotNameTheOrder() {
        String escrow = made();
        String order = order(escrow);
        assertEquals("applied", told(Razorpay.payment("payment.authorized", order, pay, 10000, "USD")));
        assertEquals("applied", told(Razorpay.refund(pay, 10000)));
        assertEquals("REFUNDED", statuses(bob).getLast().toUpperCase(Locale.ROOT));
        assertEquals("unapplied", told(Razorpay.refund("pay_" + Some.key(), 10000)), "of nobody's payment");
    }

    /** Of the two, whichever is first decides; money that funds an escrow and went back is an operator's to see. */
    @Test
    void aPaymentThatIsGivenBackWhileItFundsIsNotLostSightOf() throws Exception {
        for (int round = 0; round < 10; round++) {
            String escrow = made();
            String order = order(escrow);
            String payment = "pay_" + Some.key();
            List<String> reports = List.of(
                    Razorpay.payment(CAPTURED, order, payment, 10000, "USD"), Razorpay.refund(order, payment, 10000));
            List<String> ids = List.of(Some.key(), Some.key());
            inParallel(2, i -> Razorpay.call(ids.get(i), reports.get(i)).expect(200));
            List<String> outcomes = ids.stream().map(PaymentCase::outcome).toList();
            long seen = outcomes.stream().filter("unapplied"::equals).count();
            assertEquals(state(escrow).equals("HELD") ? 1 : 0, seen, state(escrow) + " " + outcomes);
        }
    }

    @Test
    void whatComesAfterTheDeadlineIsKeptForTheOperator() throws SQLException {
        String escrow = made();
        String order = order(escrow);
        Sql.asSuperuser()
                .execute("UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '"
                        + escrow.substring(escrow.lastIndexOf('/') + 1) + "'");
        becomes("EXPIRED", escrow);
        String id = Some.key();
        Razorpay.call(id, captured(order)).expect(200);
        assertEquals("unapplied", outcome(id));
        assertEquals(pay, unapplied(id).get("payment_id").textValue());
        assertEquals("EXPIRED", state(escrow));
        deposited("0");
    }

    @Test
    void garbageIsNeverOurFault() {
        for (String body : List.of("", "{", "[]", "{\"event\":1}", "[".repeat(5000))) {
            assertEquals(
                    "malformed-json",
                    Razorpay.call(Some.key(), body).expect(400).code());
        }
        assertEquals("ignored", told("{\"event\":\"invoice.paid\"}"));
        assertEquals("unapplied", told(Razorpay.payment("payment.captured", "\\u0000", "x".repeat(999), 1, "\\ud800")));
        assertEquals(
                "invalid-request",
                Razorpay.call("x".repeat(129), "{\"event\":\"a\"}").expect(400).code());
        String large = "{\"event\":\"" + "x".repeat(70_000) + "\"}";
        ApiAnswer refused = Razorpay.call(Some.key(), large).expect(413);
        assertEquals("payload-too-large", refused.code());
        assertTrue(refused.text().contains("64 KiB"), refused.text());
    }

    /** 64 KiB, of which all but these characters are the name of the event. */
    @Test
    void aBodyThatDoesNotSayHowLongItIsHasTheSameLimit() {
        String most = "{\"event\":\"" + "x".repeat(64 * 1024 - "{\"event\":\"\"}".length()) + "\"}";
        String id = Some.key();
        Razorpay.callInChunks(id, most).expect(200);
        assertEquals("ignored", outcome(id));
        ApiAnswer refused = Razorpay.callInChunks(Some.key(), most + " ").expect(413);
        assertEquals("payload-too-large", refused.code());
        assertEquals("application/problem+json", refused.header("Content-Type"));
        assertTrue(refused.text().contains("64 KiB"), refused.text());
    }

    /** Without a name a repeat could not be told from another one. */
    @Test
    void whatIsSignedAndHasNoIdIsNotStored() {
        String escrow = made();
        String body = captured(order(escrow));
        assertEquals("invalid-request", Razorpay.callWithoutId(body).expect(400).code());
        assertEquals(0, Sql.number("SELECT count(*) FROM payment_event WHERE payment_id = '" + pay + "'"));
        assertEquals("INITIATED", state(escrow));
    }

    /** Provider and buyer speak of minor units and of major ones: their distance is another for each of these. */
    @ParameterizedTest
    @CsvSource({"JPY, 0, 999, 1024", "KWD, 3, 1001, 1026", "ETH, 18, 101, 104"})
    void isPaidInTheMinorUnitsOfItsAsset(String currency, int scale, long minor, long price) {
        String escrow = "/api/v1/escrows/"
                + buyer.post("/api/v1/escrows", Some.key(), """
                        {"seller_id": "%s", "amount": %s, "currency": "%s", "terms": "a chair", "fee_basis_points": 250,
                         "fee_payer": "buyer"}""".formatted(
                                        sue, BigDecimal.valueOf(minor, scale).toPlainString(), currency))
                        .expect(201)
                        .json()
                        .get("escrow_id")
                        .textValue();
        JsonNode link = buyer.post(escrow + "/payment-link", "").expect(200).json();
        assertEquals(BigDecimal.valueOf(price, scale), link.get("amount").decimalValue());
        String order = link.get("order_id").textValue();
        assertEquals("unapplied", told(Razorpay.payment(CAPTURED, order, pay, 100 * price, currency)));
        assertEquals("unapplied", told(Razorpay.payment(CAPTURED, order, pay, price, "USD")));
        assertEquals("applied", told(Razorpay.payment(CAPTURED, order, pay, price, currency)));
        assertEquals("HELD", state(escrow));
        deposited(BigDecimal.valueOf(price, scale).toPlainString());
    }
}
