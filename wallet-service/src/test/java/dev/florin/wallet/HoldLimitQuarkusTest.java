package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventType;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.SteadyHour;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What other services set aside of a user's money, an escrow or a red packet, is spent: no way around a limit. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class HoldLimitQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);
    private final UUID one = UUID.randomUUID();
    private final UUID two = UUID.randomUUID();

    @BeforeEach
    void open() {
        api.wallet("100");
        Api.as(bob).wallet("0");
        limit("60");
    }

    private void limit(String daily) {
        Api.asAdmin()
                .put(
                        "/api/wallet/limits",
                        "{\"user_id\":\"" + alice + "\",\"currency\":\"USD\",\"daily\":" + daily + "}")
                .expect(200);
    }

    private String reserve(UUID id, String amount, String more) {
        return """
                {"reserve":{"id":"%s","account":"user:%s","amount":%s,"currency":"USD","purpose":"escrow:1"%s}}""".formatted(id, alice, amount, more);
    }

    private String rest(UUID id, String amount) {
        return reserve(id, amount, ",\"replaces\":\"" + one + "\"");
    }

    private String pay(String amount) {
        return """
                {"capture":{"hold_id":"%s","order":{"id":"%s","credit":"user:%s","amount":%s,"currency":"USD","type":"fee"}}}""".formatted(one, UUID.randomUUID(), bob, amount);
    }

    private String release() {
        return "{\"release\":\"" + one + "\"}";
    }

    private static List<String> results(String... steps) {
        JsonNode results = Api.asService()
                .post("/internal/ledger/commands", "{\"steps\":[" + String.join(",", steps) + "]}")
                .expect(200)
                .json()
                .get("results");
        return StreamSupport.stream(results.spliterator(), false)
                .map(result -> result.has("code")
                        ? result.get("code").textValue()
                        : result.get("status").textValue())
                .toList();
    }

    private String spent() {
        JsonNode limits = api.get("/api/wallet/limits").json().get("limits").get(0);
        String today = limits.get("spent_today").decimalValue().toPlainString();
        assertEquals(
                today,
                Sql.one("SELECT trim_scale(spent_today / 100.0)::numeric(9, 2)::text FROM account WHERE owner = '"
                        + alice + "'"),
                "as the database counts");
        return today;
    }

    @Test
    void aHoldCountsWhenItIsMadeAndABreachIsRefusedAndTold() {
        assertEquals(List.of("reserved"), results(reserve(one, "50", "")));
        assertEquals("50.00", spent());
        assertEquals(List.of("limit-exceeded"), results(reserve(two, "10.01", "")));
        assertEquals(List.of("limit-exceeded"), results(reserve(two, "10.01", "")), "a repeat");
        assertEquals(
                1,
                EventStub.toldTo(alice).stream()
                        .filter(event -> event.eventType() == EventType.LIMIT_EXCEEDED)
                        .count());
        Api.asService()
                .post("/internal/holds", """
                        {"id":"%s","account":"user:%s","amount":11,"currency":"USD","purpose":"red_packet:1"}""".formatted(UUID.randomUUID(), alice))
                .expect(422);
        api.pay(bob, "10.01").expect(422);
        api.pay(bob, "10").expect(201);
    }

    @Test
    void whatIsPaidOutOfItDoesNotCountAgainAndWhatGoesBackCountsNoLonger() {
        results(reserve(one, "50", ""));
        assertEquals(List.of("posted"), results(pay("20")));
        assertEquals("50.00", spent());
        assertEquals(List.of("released"), results(release()));
        assertEquals("20.00", spent());
        assertEquals(List.of("released"), results(release()), "a repeat");
        assertEquals("20.00", spent());
        api.pay(bob, "40").expect(201);
    }

    @Test
    void whatIsLeftOfAHoldGoesOnCountingAndNoLimitStandsInItsWay() {
        results(reserve(one, "60", ""));
        limit("5");
        assertEquals(List.of("posted", "released", "reserved"), results(pay("20"), release(), rest(two, "30")));
        assertEquals("50.00", spent());
        Api.asService().post("/internal/holds/" + two + "/void", "").expect(200);
        assertEquals("20.00", spent());
    }

    @Test
    void whatIsLeftOfAnOlderHoldDoesNotCountToday() throws Exception {
        results(reserve(one, "60", ""));
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE hold SET created_at = created_at - interval '40 days' WHERE id = '" + one + "'");
        Sql.asSuperuser().execute("UPDATE account SET spent_on = spent_on - 40 WHERE owner = '" + alice + "'");
        api.pay(bob, "1").expect(201);
        assertEquals(List.of("released", "reserved"), results(release(), rest(two, "59")));
        assertEquals("1.00", spent());
        Api.asService().post("/internal/holds/" + two + "/void", "").expect(200);
        assertEquals("1.00", spent());
    }

    @Test
    void onlyTheRestOfWhatEndsNowIsARest() {
        results(reserve(one, "50", ""));
        assertEquals(List.of("hold-not-active"), results(rest(two, "10")), "it has not ended");
        UUID three = UUID.randomUUID();
        assertEquals(
                List.of("batch-refused", "hold-not-active"), results(release(), rest(three, "50.01")), "it is more");
        results(release());
        assertEquals(List.of("hold-not-active"), results(rest(UUID.randomUUID(), "10")), "it ended before");
        assertEquals("0.00", spent());
    }

    @Test
    void whatCameInForItIsNotSpentFromTheWallet() {
        assertEquals(List.of("reserved"), results(reserve(one, "100", ",\"spends\":false")));
        assertEquals("0.00", spent());
        assertEquals(List.of("released", "reserved"), results(release(), rest(two, "70")));
        assertEquals("0.00", spent());
        Api.asService().post("/internal/holds/" + two + "/void", "").expect(200);
        assertEquals("0.00", spent());
    }
}
