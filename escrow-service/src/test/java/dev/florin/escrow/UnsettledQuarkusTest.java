package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the ledger refuses to the clock, or answers so that nobody understands it: seen, told, tried again, never lost.
 */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class UnsettledQuarkusTest {
    private static final String LIST = "/api/admin/escrows/unsettled";
    private static final String OPERATOR = "operator";

    private final String bob = Some.user("bob");
    private final String sue = Some.user("sue");
    private final Api buyer = Api.as(bob);

    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.refuses(bob, null);
        WalletStub.refuses(sue, null);
    }

    private String made(String more) {
        return buyer.post("/api/v1/escrows", Some.key(), Some.escrow(sue, more))
                .expect(201)
                .json()
                .get("escrow_id")
                .textValue();
    }

    private ApiAnswer does(String id, String step) {
        return buyer.post("/api/v1/escrows/" + id + "/" + step, Some.key(), "{}");
    }

    private String state(String id) {
        return buyer.get("/api/v1/escrows/" + id).json().get("status").textValue();
    }

    private static Optional<JsonNode> listed(String subject) {
        JsonNode all = Api.asAdmin().get(LIST + "?limit=500").expect(200).json().get("unsettled");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(one -> one.get("subject").textValue().equals(subject))
                .findFirst();
    }

    private static JsonNode awaitListed(String subject) {
        Eventually.holds("it is listed", () -> listed(subject).isPresent());
        return listed(subject).orElseThrow();
    }

    private static void awaitAlert(String words) {
        Eventually.holds("operators are told of " + words, () -> alerts(words).size() == 1);
    }

    private static List<EventEnvelope> alerts(String words) {
        return EventStub.toldTo(OPERATOR).stream()
                .filter(event -> event.type().equals("system_alert")
                        && event.data().get("message").textValue().contains(words))
                .toList();
    }

    private static void retry(JsonNode unsettled) {
        Api.asAdmin()
                .post(LIST + "/" + unsettled.get("id").textValue() + "/retry", "")
                .expect(200);
    }

    @Test
    void aReleaseThatIsRefusedToTheClockIsToldAndTriedAgain() {
        String id = made(", \"inspection_seconds\": 1");
        does(id, "fund").expect(200);
        WalletStub.refuses(sue, "recipient-frozen");
        Api.as(sue).post("/api/v1/escrows/" + id + "/confirm", Some.key(), "").expect(200);
        String subject = "escrow:" + id;
        awaitListed(subject);
        awaitAlert("release of " + subject);
        JsonNode unsettled = awaitListed(subject);
        assertEquals("release", unsettled.get("action").textValue());
        assertEquals("recipient-frozen", unsettled.get("problem").textValue());
        assertTrue(unsettled.get("tries").intValue() >= 2, unsettled.toString());
        assertEquals("HELD", state(id));
        WalletStub.refuses(sue, null);
        retry(unsettled);
        assertEquals("RELEASED", state(id));
        assertEquals(Optional.empty(), listed(subject));
        assertEquals(1, alerts("release of " + subject).size(), "told once, however often it was refused");
    }

    @Test
    void anInspectionIsNotCutShortByARetry() {
        String id = made("");
        does(id, "fund").expect(200);
        WalletStub.refuses(sue, "recipient-frozen");
        does(id, "release").expect(422);
        WalletStub.refuses(sue, null);
        Api.as(sue).post("/api/v1/escrows/" + id + "/confirm", Some.key(), "").expect(200);
        Api.asAdmin().post(LIST + "/" + id + "/retry", "").expect(200);
        assertEquals("HELD", state(id));
        assertEquals(Optional.empty(), listed("escrow:" + id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id-reused", "a-code-of-the-future"})
    void whatNobodyUnderstandsIsKeptForTheOperator(String code) {
        String id = made("");
        WalletStub.refuses(bob, code);
        assertEquals("ledger-unavailable", does(id, "fund").expect(503).code());
        JsonNode unsettled = awaitListed("escrow:" + id);
        assertEquals("fund", unsettled.get("action").textValue());
        assertEquals("the ledger refused with " + code, unsettled.get("problem").textValue());
        awaitAlert("fund of escrow:" + id);
        // It is one command that is odd, not the ledger: the breaker lets everybody else through.
        buyer.post("/api/v1/escrows/" + id + "/fund", Some.key(), "").expect(503);
        Api.as(Some.user("anybody"))
                .post("/api/red-packets", Some.key(), Some.redPacket(1, 1, "equal", ""))
                .expect(201);
        WalletStub.refuses(bob, null);
        retry(unsettled);
        assertEquals("HELD", state(id));
        assertEquals(Optional.empty(), listed("escrow:" + id));
    }

    @Test
    void redPacketsAndClaimsAreSeenToo() {
        WalletStub.refuses(bob, "id-reused");
        buyer.post("/api/red-packets", Some.key(), Some.redPacket(2, 2, "equal", ""))
                .expect(503);
        String packet = Sql.one("SELECT id::text FROM red_packet WHERE sender = '" + bob + "'");
        JsonNode funding = awaitListed("red_packet:" + packet);
        assertEquals("fund", funding.get("action").textValue());
        awaitAlert("red_packet:" + packet);
        WalletStub.refuses(bob, null);
        retry(funding);
        WalletStub.refuses(sue, "id-reused");
        String claim = "/api/red-packets/" + packet + "/claim";
        Api.as(sue).post(claim, Some.key(), "").expect(503);
        JsonNode claiming = awaitListed("red_packet:" + packet);
        assertEquals("claim", claiming.get("action").textValue());
        WalletStub.refuses(sue, null);
        retry(claiming);
        assertTrue(Api.as(sue).post(claim, Some.key(), "").expect(200).isReplayed());
        assertEquals(Optional.empty(), listed("red_packet:" + packet));
    }

    @Test
    void thereIsNoOther() {
        assertEquals(
                "not-found",
                Api.asAdmin()
                        .post(LIST + "/" + Some.key() + "/retry", "")
                        .expect(404)
                        .code());
        assertEquals(
                "invalid-request",
                Api.asAdmin().get(LIST + "?limit=0").expect(400).code());
    }
}
