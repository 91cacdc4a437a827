package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What refund-service compares its books with. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class LedgerRefundQuarkusTest {
    private static final String REFUNDS = "/internal/ledger/refunds";

    @Inject
    LedgerService ledger;

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);
    private final Api service = Api.asService();
    private final String since = Json.text(Instant.now());

    /** Ours among all of them, walked page by page, each as its key, amount and kind of movement. */
    private List<String> refunds(int pageSize) {
        List<String> all = new ArrayList<>();
        JsonNode page = page("?limit=" + pageSize + "&since=" + since, all);
        while (page.has("next_cursor")) {
            page = page(
                    "?limit=" + pageSize + "&cursor=" + page.get("next_cursor").textValue(), all);
        }
        return all;
    }

    private JsonNode page(String query, List<String> all) {
        JsonNode page = service.get(REFUNDS + query).expect(200).json();
        for (JsonNode item : page.get("items")) {
            if (item.get("user_id").textValue().equals(alice)) {
                all.add(item.get("key").textValue() + " "
                        + item.get("amount").decimalValue().toPlainString() + " "
                        + item.get("currency").textValue() + " "
                        + item.get("movement").textValue());
            }
        }
        return page;
    }

    private String refundedPurchase() {
        String id = api.post("/api/wallet/purchases", UUID.randomUUID().toString(), Some.purchase("0.50", ""))
                .expect(201)
                .json()
                .get("purchase_id")
                .textValue();
        service.post("/api/wallet/purchases/" + id + "/fail", "").expect(200);
        service.post("/internal/refundables/purchase/" + id + "/refund", "{\"refund_id\":\"r\"}")
                .expect(200);
        return id;
    }

    private JsonNode command(String steps) {
        ApiAnswer answer = service.post("/internal/ledger/commands", "{\"steps\":[" + steps + "]}")
                .expect(200);
        assertTrue(!answer.text().contains("refused"));
        return answer.json();
    }

    private UUID held(String amount) {
        UUID hold = UUID.randomUUID();
        command("""
                {"reserve":{"id":"%s","account":"user:%s","amount":%s,"currency":"USD","purpose":"test"}}""".formatted(hold, alice, amount));
        return hold;
    }

    @Test
    void transfersAndHoldsThatWereRefundsAreFoundByTheirNames() {
        api.wallet("20");
        String purchase = refundedPurchase();
        UUID packet = held("3");
        command("""
                {"capture":{"hold_id":"%s","order":{"id":"%s","credit":"system:fees","amount":1,"currency":"USD","type":"fee"}}},
                {"release":"%s","released_for":"refund:red_packet:7"}""".formatted(packet, UUID.randomUUID(), packet));
        command("{\"release\":\"" + held("5") + "\"}");
        command("{\"release\":\"" + held("5") + "\",\"released_for\":\"something else\"}");
        List<String> expected =
                List.of("refund:purchase:" + purchase + " 0.50 USD transfer", "refund:red_packet:7 2.00 USD hold");
        Eventually.holds("both are listed", () -> refunds(500).equals(expected));
        assertEquals(expected, refunds(1));
    }

    private String available(String step) {
        return command(step).at("/results/0/available_balance").asText();
    }

    /** Its owner is told that, and the same by a repeat, whatever the wallet has done since; no other step says it. */
    @Test
    void theEndOfAHoldThatIsARefundSaysWhatThereWasToSpend() {
        api.wallet("20");
        String refund = "{\"release\":\"" + held("5") + "\",\"released_for\":\"refund:escrow:10\"}";
        String voided = "{\"release\":\"" + held("1") + "\"}";
        assertEquals("19.00", available(refund));
        assertEquals("", available(voided));
        held("7");
        assertEquals("19.00", available(refund));
    }

    @Test
    void aHoldThatComesAndGoesInOneCommitKeepsThatAsWell() {
        UUID wallet = api.wallet("20");
        held("2");
        UUID hold = UUID.randomUUID();
        Operation.Reserve reserve = new Operation.Reserve(Some.hold(hold, wallet, 500, null));
        Operation.Release release = new Operation.Release(hold, wallet, Operation.Reason.VOIDED, "refund:escrow:11");
        ledger.apply(new Command(List.of(reserve, release), null));
        held("2");
        assertEquals("18.00", available("{\"release\":\"" + hold + "\"}"));
    }

    @Test
    void aRepeatOfTheEndOfAHoldChangesNothing() {
        api.wallet("20");
        UUID hold = held("5");
        command("{\"release\":\"" + hold + "\",\"released_for\":\"refund:escrow:8\"}");
        command("{\"release\":\"" + hold + "\",\"released_for\":\"refund:escrow:9\"}");
        command("{\"release\":\"" + hold + "\"}");
        Eventually.holds("it is listed", () -> !refunds(500).isEmpty());
        assertEquals(List.of("refund:escrow:8 5.00 USD hold"), refunds(500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=501", "?since=yesterday", "?since=1969-12-31T00:00:00Z", "?cursor=x"})
    void whatIsNoPlaceInTheListIsRefused(String query) {
        assertEquals("invalid-request", service.get(REFUNDS + query).expect(400).code());
    }
}
