package dev.florin.refund.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.TestTokens;
import dev.florin.refund.Owners;
import dev.florin.refund.Refunds;
import dev.florin.refund.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators and users see of refunds: the shapes of seed 000. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class RefundAdminQuarkusTest {
    private static final String ADMIN = "/api/admin/refunds/";

    private final String alice = Some.user("alice");
    private final Api admin = Api.asAdmin();

    @BeforeEach
    void onlyThisTestsRefundsExist() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        Refunds.forgetAll();
    }

    private JsonNode process() {
        return admin.post(ADMIN + "process", "").expect(200).json();
    }

    /** The document with what differs from run to run taken out. */
    private static String masked(JsonNode json) {
        return json.toPrettyString()
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "ID")
                .replaceAll(
                        "\"(timestamp|processed_at|last_run|started_at|answered_at)\" : \"20[^\"]*Z\"",
                        "\"$1\" : \"TIME\"");
    }

    @Test
    void aPendingRefundHasTheShapeOfTheSeed() {
        UUID thing = Owners.ESCROW.owes("alice", "red_packet", "0.0000000007", "DOT", "expired");
        Owners.ESCROW.is(Owners.Mood.FROZEN);
        process();
        assertEquals("""
                {
                  "success" : true,
                  "pending_count" : 1,
                  "total_amount" : 7,
                  "total_by_currency" : {
                    "DOT" : 7
                  },
                  "refunds" : [ {
                    "packet_id" : "ID",
                    "sender_id" : "alice",
                    "sender_address" : "user:alice",
                    "refund_amount" : 7,
                    "reason" : "expired",
                    "status" : "retrying",
                    "created_at" : "2026-01-01T00:00:00.000Z",
                    "expires_at" : "2026-01-02T00:00:00.000Z",
                    "refund_id" : "ID",
                    "kind" : "red_packet",
                    "currency" : "DOT",
                    "due_at" : "2026-01-02T00:00:00.000Z",
                    "attempts" : 1,
                    "failure" : "wallet-frozen"
                  } ],
                  "timestamp" : "TIME"
                }""", masked(admin.get(ADMIN + "pending").expect(200).json()));
        assertEquals(
                "retrying",
                admin.get(ADMIN + thing).expect(200).json().get("status").textValue());
    }

    @Test
    void aRefundThatIsBackHasTheShapeOfTheSeed() {
        UUID thing = Owners.ESCROW.owes("alice", "red_packet", "0.0000000007", "DOT", "expired");
        process();
        assertEquals("""
                {
                  "success" : true,
                  "packet_id" : "ID",
                  "status" : "refunded",
                  "refund_amount" : 7,
                  "claimed_amount" : 3,
                  "total_amount" : 10,
                  "currency" : "DOT",
                  "refund_record" : {
                    "packet_id" : "ID",
                    "sender_id" : "alice",
                    "sender_address" : "user:alice",
                    "refund_amount" : 7,
                    "reason" : "expired",
                    "status" : "completed",
                    "created_at" : "2026-01-01T00:00:00.000Z",
                    "expires_at" : "2026-01-02T00:00:00.000Z",
                    "processed_at" : "TIME",
                    "refund_id" : "ID",
                    "kind" : "red_packet",
                    "currency" : "DOT",
                    "due_at" : "2026-01-02T00:00:00.000Z",
                    "attempts" : 1
                  },
                  "attempts" : [ {
                    "number" : 1,
                    "triggered_by" : "admin:root",
                    "started_at" : "TIME",
                    "answered_at" : "TIME",
                    "outcome" : "given",
                    "answer" : "0.0000000007 DOT"
                  } ]
                }""", masked(admin.get(ADMIN + thing).expect(200).json()));
        JsonNode history = admin.get(ADMIN + "history").expect(200).json();
        assertEquals(
                List.of("success", "total_records", "total_refunded", "total_by_currency", "history", "timestamp"),
                names(history));
        assertEquals(1, history.get("total_records").intValue());
        assertEquals(7, history.get("total_refunded").intValue());
        assertEquals("completed", history.at("/history/0/status").textValue());
    }

    @Test
    void processingAnswersPerReason() {
        Owners.ESCROW.owes(alice, "red_packet", "3", "JPY", "expired");
        Owners.ESCROW.owes(alice, "red_packet", "4", "JPY", "expired");
        Owners.ESCROW.owes(alice, "red_packet", "5", "JPY", "cancelled");
        Owners.WALLET.owes(alice, "withdrawal", "6", "JPY", "transaction_failed");
        Owners.WALLET.owes(alice, "purchase", "0.07", "USD", "purchase_failed");
        Owners.WALLET.owes(alice, "purchase", "8", "JPY", "purchase_timeout");
        Owners.WALLET.owes(alice, "bet", "9", "JPY", "rained_off");
        JsonNode answer = process();
        assertEquals(List.of("success", "results", "unreachable", "timestamp"), names(answer));
        JsonNode results = answer.get("results");
        assertEquals(
                List.of(
                        "expired_packets",
                        "cancelled_packets",
                        "failed_transactions",
                        "purchases",
                        "lapsed_escrows",
                        "others"),
                names(results));
        assertEquals("""
                {
                  "success" : true,
                  "packet_count" : 2,
                  "total_refunded" : 7,
                  "total_by_currency" : {
                    "JPY" : 7
                  },
                  "failed_count" : 0,
                  "timestamp" : "TIME"
                }""", masked(results.get("expired_packets")));
        assertEquals(1, results.at("/cancelled_packets/packet_count").intValue());
        assertEquals(6, results.at("/failed_transactions/total_refunded").intValue());
        assertEquals(1, results.at("/failed_transactions/transaction_count").intValue());
        assertEquals(2, results.at("/purchases/purchase_count").intValue());
        assertEquals(7, results.at("/purchases/total_by_currency/USD").intValue());
        assertEquals(8, results.at("/purchases/total_by_currency/JPY").intValue());
        assertEquals(0, results.at("/lapsed_escrows/escrow_count").intValue());
        assertEquals(9, results.at("/others/total_refunded").intValue());
    }

    @Test
    void theProcessorsStatusIsReadFromTheTables() {
        JsonNode before = admin.get(ADMIN + "processor-status").expect(200).json();
        assertEquals("""
                {
                  "processing" : false,
                  "last_run" : null,
                  "refund_count" : 0,
                  "total_refunded" : 0,
                  "total_by_currency" : { }
                }""", masked(before.get("processor_status")));
        Owners.WALLET.owes(alice);
        process();
        JsonNode after = admin.get(ADMIN + "processor-status").expect(200).json();
        assertEquals(List.of("success", "processor_status", "timestamp"), names(after));
        assertEquals("""
                {
                  "processing" : false,
                  "last_run" : "TIME",
                  "refund_count" : 1,
                  "total_refunded" : 50,
                  "total_by_currency" : {
                    "USD" : 50
                  }
                }""", masked(after.get("processor_status")));
    }

    @Test
    void limitsTheListAndNotTheCount() {
        for (int i = 0; i < 3; i++) {
            Owners.WALLET.owes(alice);
        }
        process();
        JsonNode history = admin.get(ADMIN + "history?limit=2").expect(200).json();
        assertEquals(3, history.get("total_records").intValue());
        assertEquals(2, history.get("history").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending?limit=0", "history?limit=501", "failed?limit=-1"})
    void refusesALimitOutOfBounds(String path) {
        assertEquals("invalid-request", admin.get(ADMIN + path).expect(400).code());
    }

    @Test
    void knowsNothingOfAnUnknownThing() {
        assertEquals(
                "not-found", admin.get(ADMIN + UUID.randomUUID()).expect(404).code());
        assertEquals("not-found", admin.get(ADMIN + "nonsense").expect(404).code());
        assertEquals(
                "not-found",
                admin.post(ADMIN + UUID.randomUUID() + "/retry", "").expect(404).code());
    }

    @Test
    void anOperatorRetriesWhatFailed() {
        UUID thing = Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.NOT_DUE);
        process();
        JsonNode failed = admin.get(ADMIN + "failed").expect(200).json();
        assertEquals(1, failed.get("failed_count").intValue());
        assertEquals("refund-not-due", failed.at("/refunds/0/failure").textValue());
        assertEquals(0, admin.get(ADMIN + "pending").json().get("pending_count").intValue());
        String id = failed.at("/refunds/0/refund_id").textValue();

        Owners.WALLET.is(Owners.Mood.WELL);
        process();
        assertEquals(1, Owners.WALLET.calls(thing));
        JsonNode retried = admin.post(ADMIN + id + "/retry", "").expect(200).json();
        assertEquals("retrying", retried.at("/refund_record/status").textValue());
        assertEquals(
                "refund-not-failed",
                admin.post(ADMIN + id + "/retry", "").expect(409).code());
        new Api(TestTokens.admin("boss")).post(ADMIN + "process", "").expect(200);
        JsonNode one = admin.get(ADMIN + thing).expect(200).json();
        assertEquals("refunded", one.get("status").textValue());
        assertEquals("refused", one.at("/attempts/0/outcome").textValue());
        assertEquals("admin:root", one.at("/attempts/1/triggered_by").textValue());
    }

    @Test
    void usersSeeTheirOwnOnly() {
        String bob = Some.user("bob");
        UUID thing = Owners.WALLET.owes(alice);
        Owners.WALLET.owes(bob);
        Owners.WALLET.owes(alice);
        process();
        JsonNode page = Api.as(alice).get("/api/refunds?limit=1").expect(200).json();
        JsonNode next = Api.as(alice)
                .get("/api/refunds?limit=2&cursor=" + page.get("next_cursor").textValue())
                .expect(200)
                .json();
        assertEquals(1, page.get("refunds").size());
        assertEquals(1, next.get("refunds").size());
        assertFalse(next.has("next_cursor"));
        assertFalse(page.at("/refunds/0/refund_id").equals(next.at("/refunds/0/refund_id")));

        String id = Sql.one("SELECT id FROM refund WHERE source_id = '" + thing + "'");
        JsonNode mine = Api.as(alice).get("/api/refunds/" + id).expect(200).json();
        assertEquals("0.50", mine.get("amount").decimalValue().toPlainString());
        assertEquals("10.00", mine.get("balance_after").decimalValue().toPlainString());
        assertEquals("completed", mine.get("status").textValue());
        assertEquals(thing.toString(), mine.get("source_id").textValue());
        assertEquals(
                "not-found", Api.as(bob).get("/api/refunds/" + id).expect(404).code());
        assertEquals(
                "invalid-request",
                Api.as(bob).get("/api/refunds?cursor=x").expect(400).code());
    }

    private static List<String> names(JsonNode json) {
        return json.properties().stream().map(Map.Entry::getKey).toList();
    }
}
