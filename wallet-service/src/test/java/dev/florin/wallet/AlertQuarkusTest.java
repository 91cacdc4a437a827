package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.TestTokens;
import dev.florin.wallet.alert.AlertService;
import dev.florin.wallet.alert.MonitorService;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Movement;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What operators are shown. */
@QuarkusTest
@TestProfile(AlertQuarkusTest.WithOperators.class)
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class AlertQuarkusTest {
    @Inject
    MonitorService monitor;

    @Inject
    AlertService alerts;

    private static final String ALERTS = "/api/admin/transactions/alerts";

    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);

    /** With two operators to be told. */
    public static final class WithOperators implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("florin.alert.operators", "root,night-shift");
        }
    }

    private List<EventEnvelope> told(String type) {
        return EventStub.toldTo(alice).stream()
                .filter(event -> event.type().equals(type))
                .toList();
    }

    private List<JsonNode> listed(String query) {
        List<JsonNode> own = new ArrayList<>();
        Api.asAdmin()
                .get(ALERTS + "?limit=500" + query)
                .expect(200)
                .json()
                .get("alerts")
                .forEach(alert -> {
                    if (alert.get("user_id").textValue().equals(alice)) {
                        own.add(alert);
                    }
                });
        return own;
    }

    @Test
    void aLargeDeductionIsToldToOwnerAndOperatorsAndListed() {
        api.wallet("200");
        Api.as(bob).wallet("0");
        api.pay(bob, "50").expect(201);
        String transfer =
                api.pay(bob, "50.01").expect(201).json().get("transfer_id").textValue();
        List<EventEnvelope> told = told("large_deduction");
        assertEquals(1, told.size());
        assertEquals(List.of(alice, "root", "night-shift"), told.getFirst().audience());
        assertEquals(transfer, told.getFirst().data().get("transaction_id").textValue());
        JsonNode alert = listed("&kind=large_deduction").getFirst();
        assertEquals(told.getFirst().data().get("alert_id"), alert.get("alert_id"));
        assertEquals(new BigDecimal("50.01"), alert.get("amount").decimalValue());
        assertEquals(new BigDecimal("50.00"), alert.get("threshold").decimalValue());
        assertFalse(alert.has("acknowledged_by"));
    }

    @Test
    void everyAssetHasAThresholdThatNobodyConfigured() {
        api.wallet("JPY", "30000");
        Api.as(bob).wallet("JPY", "0");
        for (int amount : List.of(10_000, 10_001)) {
            api.post(
                            "/api/wallet/transfers",
                            UUID.randomUUID().toString(),
                            "{\"recipient_id\":\"" + bob + "\",\"amount\":" + amount + ",\"currency\":\"JPY\"}")
                    .expect(201);
        }
        List<EventEnvelope> told = told("large_deduction");
        assertEquals(1, told.size());
        assertEquals(10_001, told.getFirst().data().get("amount").intValue());
        assertEquals(10_000, told.getFirst().data().get("threshold").intValue());
        assertEquals(
                "JPY",
                listed("&kind=large_deduction").getFirst().get("currency").textValue());
    }

    @Test
    void theEleventhMovementWithinFiveMinutesIsSaidOnce() {
        api.wallet("100");
        Api.as(bob).wallet("0");
        IntStream.range(0, 9).forEach(_ -> api.pay(bob, "1").expect(201));
        assertEquals(0, told("rapid_transactions").size());
        IntStream.range(0, 6).forEach(_ -> api.pay(bob, "1").expect(201));
        List<EventEnvelope> told = told("rapid_transactions");
        assertEquals(1, told.size(), "on crossing, not on every one");
        assertEquals(11, told.getFirst().data().get("count").intValue());
        assertEquals(1, listed("&kind=rapid_transactions").size());
    }

    /** Six in one and five in the other, which a process tells that has seen none of the others. */
    @Test
    void theWalletsOfAUserAreCountedTogether() {
        opensTwoWallets();
        pays("USD", 4);
        pays("EUR", 4);
        assertEquals(0, told("rapid_transactions").size());
        alerts.takeOver();
        String eleventh = pays("USD", 1);
        pays("EUR", 3);
        List<EventEnvelope> told = told("rapid_transactions");
        assertEquals(1, told.size());
        assertEquals(eleventh, told.getFirst().data().get("transaction_id").textValue());
        assertEquals(List.of(alice, "root", "night-shift"), told.getFirst().audience());
        JsonNode listed = listed("&kind=rapid_transactions").getFirst();
        assertEquals(told.getFirst().data().get("alert_id"), listed.get("alert_id"));
        assertEquals("USD", listed.get("currency").textValue());
    }

    @Test
    void whatWasLongAgoInAnotherWalletDoesNotCount() throws SQLException {
        opensTwoWallets();
        pays("USD", 4);
        pays("EUR", 4);
        assertEquals(0, told("rapid_transactions").size());
        Sql.asSuperuser()
                .executeWithoutTriggers("UPDATE entry SET created_at = created_at - interval '6 minutes'"
                        + " WHERE asset = 'EUR' AND account_id IN (SELECT id FROM account WHERE owner = '" + alice
                        + "')");
        alerts.takeOver();
        pays("USD", 5);
        assertEquals(0, told("rapid_transactions").size(), "ten of now, five of then");
        String eleventh = pays("USD", 1);
        assertEquals(
                eleventh,
                told("rapid_transactions")
                        .getFirst()
                        .data()
                        .get("transaction_id")
                        .textValue());
    }

    /** As after a commit that took long: the ten others were told before, and ten are no alert. */
    @Test
    void whatIsToldLateCountsWhereItBelongs() throws SQLException {
        opensTwoWallets();
        pays("USD", 4);
        String late = pays("EUR", 1);
        pays("USD", 3);
        String eleventh = pays("USD", 1);
        String first = told("rapid_transactions").getFirst().data().toString();
        Sql.asSuperuser().executeWithoutTriggers("DELETE FROM alert WHERE user_id = '" + alice + "'");
        alerts.raise(movement(late));
        assertEquals(2, told("rapid_transactions").size(), "once more after it was forgotten");
        alerts.raise(movement(late));
        alerts.raise(movement(eleventh));
        List<EventEnvelope> told = told("rapid_transactions");
        assertEquals(2, told.size());
        assertEquals(first, told.getLast().data().toString());
        assertEquals(eleventh, told.getLast().data().get("transaction_id").textValue());
        assertEquals(1, listed("&kind=rapid_transactions").size());
    }

    @Test
    void whoKnowsOfRapidTransactionsIsNotToldThatTheyBeganEarlier() throws SQLException {
        opensTwoWallets();
        pays("USD", 9);
        assertEquals(1, told("rapid_transactions").size());
        String late = pays("EUR", 1);
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE entry SET created_at = created_at - interval '1 minute' WHERE transfer_id = '" + late
                                + "'");
        alerts.raise(movement(late));
        assertEquals(1, told("rapid_transactions").size());
        assertEquals(1, listed("&kind=rapid_transactions").size());
    }

    private void opensTwoWallets() {
        for (String currency : List.of("USD", "EUR")) {
            api.wallet(currency, "100");
            Api.as(bob).wallet(currency, "0");
        }
    }

    /** @return the id of the last payment */
    private String pays(String currency, int times) {
        String body = "{\"recipient_id\":\"" + bob + "\",\"amount\":1,\"currency\":\"" + currency + "\"}";
        return IntStream.range(0, times)
                .mapToObj(
                        _ -> api.post("/api/wallet/transfers", UUID.randomUUID().toString(), body)
                                .expect(201)
                                .json()
                                .get("transfer_id")
                                .textValue())
                .reduce("", (_, last) -> last);
    }

    /** What alice paid, as the relay would tell it again. */
    private Movement movement(String transfer) {
        String[] entry = Sql.one(
                        "SELECT concat_ws(' ', asset, -amount, (extract(epoch FROM created_at) * 1000)::bigint,"
                                + " account_id, seq) FROM entry WHERE amount < 0 AND transfer_id = '" + transfer + "'")
                .split(" ", -1);
        long seq = Long.parseLong(entry[4]);
        return new Movement(
                UUID.fromString(transfer),
                "p2p",
                entry[0],
                new BigInteger(entry[1]),
                null,
                null,
                Instant.ofEpochMilli(Long.parseLong(entry[2])),
                null,
                new Movement.Side(
                        UUID.fromString(entry[3]),
                        alice,
                        Account.Kind.WALLET,
                        BigInteger.ONE,
                        BigInteger.ZERO,
                        seq,
                        seq),
                null);
    }

    @Test
    void anAgreedOverdraftIsSaidWhenItBegins() throws SQLException {
        api.wallet("10");
        Api.as(bob).wallet("0");
        Sql.asOwner().execute("UPDATE account SET overdraft = 5000 WHERE owner = '" + alice + "'");
        api.pay(bob, "10").expect(201);
        assertEquals(0, told("negative_balance").size());
        api.pay(bob, "0.01").expect(201);
        api.pay(bob, "0.01").expect(201);
        List<EventEnvelope> told = told("negative_balance");
        assertEquals(1, told.size());
        assertEquals(
                new BigDecimal("-0.01"), told.getFirst().data().get("balance").decimalValue());
    }

    @Test
    void theFirstWhoTicksItOffStands() {
        api.wallet("200");
        Api.as(bob).wallet("0");
        api.pay(bob, "60").expect(201);
        told("large_deduction");
        String id = listed("&acknowledged=false").getFirst().get("alert_id").textValue();
        JsonNode first = Api.asAdmin()
                .post(ALERTS + "/" + id + "/acknowledge", "")
                .expect(200)
                .json();
        JsonNode second = new Api(TestTokens.admin("other"))
                .post(ALERTS + "/" + id + "/acknowledge", "")
                .expect(200)
                .json();
        assertEquals("root", first.get("acknowledged_by").textValue());
        assertEquals(first, second);
        assertEquals(0, listed("&acknowledged=false").size());
        assertEquals(1, listed("&acknowledged=true").size());
    }

    @Test
    void pagesGoOnWhereTheyEnded() {
        api.wallet("1000");
        Api.as(bob).wallet("0");
        IntStream.range(0, 5).forEach(_ -> api.pay(bob, "60").expect(201));
        told("large_deduction");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = Api.asAdmin().get(ALERTS + "?limit=2" + cursor).json();
            page.get("alerts").forEach(alert -> seen.add(alert.get("alert_id").textValue()));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        assertEquals(Sql.number("SELECT count(*) FROM alert"), seen.size());
        assertEquals(seen.size(), seen.stream().distinct().count());
    }

    @Test
    void badQuestionsAreRefusedAndUsersHaveNoBusinessHere() {
        for (String query : List.of("?limit=0", "?limit=501", "?kind=odd", "?cursor=odd")) {
            Api.asAdmin().get(ALERTS + query).expect(400);
        }
        Api.asAdmin()
                .post(ALERTS + "/" + UUID.randomUUID() + "/acknowledge", "")
                .expect(404);
        api.get(ALERTS).expect(403);
        api.get("/api/admin/transactions/monitor").expect(403);
        Api.asService().get(ALERTS).expect(403);
        for (String query : List.of("?minutes=0", "?minutes=99999999", "?minutes=x")) {
            int status =
                    Api.asAdmin().get("/api/admin/transactions/monitor" + query).status();
            assertTrue(status == 400 || status == 404, query + " is answered " + status);
        }
    }

    @Test
    void theMonitorCountsExactlyWhatHappened() throws SQLException {
        String carol = Some.user("carol");
        UUID frozen = Api.as(Some.user("dave")).wallet("5");
        Api.as(carol).wallet("5");
        nothingHappenedYet();
        api.wallet("DOT", "12.5");
        Api.as(bob).wallet("DOT", "0");
        api.wallet("7");
        String payment = "{\"recipient_id\":\"" + bob + "\",\"amount\":2.25,\"currency\":\"DOT\",\"message\":\"tea\"}";
        api.post("/api/wallet/transfers", UUID.randomUUID().toString(), payment).expect(201);
        api.post("/api/wallet/transfers", UUID.randomUUID().toString(), payment.replace("2.25", "999"))
                .expect(422);
        holdsAndLetsGo(carol);
        Api.asAdmin()
                .post("/api/admin/wallets/" + frozen + "/freeze", "{\"reason\":\"fraud check\"}")
                .expect(200);
        JsonNode shown = Api.asAdmin()
                .get("/api/admin/transactions/monitor?minutes=60")
                .expect(200)
                .json();
        assertEquals(3, shown.get("total_transactions").longValue());
        assertEquals("DOT", shown.get("currency").textValue());
        assertEquals(
                0, new BigDecimal("12.5").compareTo(shown.get("credits_added").decimalValue()));
        assertEquals(0, BigDecimal.ZERO.compareTo(shown.get("credits_spent").decimalValue()));
        assertEquals(0, BigDecimal.ZERO.compareTo(shown.get("refunds_issued").decimalValue()));
        assertEquals(2, shown.get("unique_users").longValue());
        assertEquals("{\"deposit\":2,\"p2p\":1}", shown.get("by_type").toString());
        JsonNode last = shown.get("recent_transactions").get(0);
        assertEquals(alice, last.get("user_id").textValue());
        assertEquals("tea", last.get("description").textValue());
        assertEquals(0, new BigDecimal("-2.25").compareTo(last.get("amount").decimalValue()));
        assertEquals(
                List.of(
                        "total_transactions",
                        "credits_added",
                        "credits_spent",
                        "refunds_issued",
                        "unique_users",
                        "by_type",
                        "recent_transactions",
                        "currency",
                        "by_currency",
                        "minutes"),
                keys(shown));
        JsonNode silent = shown.get("recent_transactions").get(1);
        assertEquals("deposit", silent.get("type").textValue());
        assertEquals(alice, silent.get("user_id").textValue());
        assertEquals(0, new BigDecimal("7").compareTo(silent.get("amount").decimalValue()));
        assertTrue(silent.get("description").isNull(), silent.toString());
        for (JsonNode recent : shown.get("recent_transactions")) {
            assertEquals(
                    List.of("id", "user_id", "amount", "currency", "type", "description", "created_at"), keys(recent));
        }
        JsonNode dollars = Api.asAdmin()
                .get("/api/admin/transactions/monitor?currency=USD")
                .json();
        assertEquals(
                0, new BigDecimal("7").compareTo(dollars.get("credits_added").decimalValue()));
    }

    /** Changes the wallet, and moves no money. */
    private static void holdsAndLetsGo(String user) {
        UUID hold = UUID.randomUUID();
        Api.asService().post("/internal/holds", """
                        {"id": "%s", "account": "user:%s", "amount": 1, "currency": "USD", "purpose": "escrow:1"}""".formatted(hold, user)).expect(201);
        Api.asService().post("/internal/holds/" + hold + "/void", "").expect(200);
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void theMonitorTellsWhatCameWhatWasSpentAndWhatWasGivenBack() throws SQLException {
        nothingHappenedYet();
        api.wallet("100");
        Api service = Api.asService();
        String returned = buys("3.00");
        buys("0.50");
        service.post("/api/wallet/purchases/" + returned + "/fail", "").expect(200);
        service.post("/internal/refundables/purchase/" + returned + "/refund", "{\"refund_id\":\"r\"}")
                .expect(200);
        moves("system:world", "verification_refund", "0.20");
        moves("system:world", "escrow_payment", "40");
        for (String rail : List.of("instant", "chain")) {
            api.post("/api/wallet/withdrawals", UUID.randomUUID().toString(), Some.withdrawal("5", rail))
                    .expect(201);
        }
        assertSums("140", "3.5", "3.2");
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE transfer SET created_at = created_at - interval '10 minutes' WHERE created_at > now() - interval '1 day'");
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE activity_span SET since = date_trunc('minute', now()) - interval '30 minutes',"
                                + " until = date_trunc('minute', now()) - interval '30 minutes'");
        monitor.addUpMinutes();
        assertSums("140", "3.5", "3.2");
    }

    /** Long behind what it looks at first: the minutes that were added up say where to look. */
    @Test
    void theMonitorFindsTheLastTransactionsAfterAQuietTime() throws SQLException {
        nothingHappenedYet();
        api.wallet("10");
        Api.as(bob).wallet("0");
        List<String> paid = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            paid.add(api.pay(bob, "0.01").expect(201).json().get("transfer_id").textValue());
        }
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE transfer SET created_at = created_at - interval '40 minutes' WHERE created_at > now() - interval '1 day'");
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE activity_span SET since = date_trunc('minute', now()) - interval '55 minutes',"
                                + " until = date_trunc('minute', now()) - interval '55 minutes'");
        monitor.addUpMinutes();
        List<String> shown = new ArrayList<>();
        Api.asAdmin()
                .get("/api/admin/transactions/monitor?minutes=60")
                .expect(200)
                .json()
                .get("recent_transactions")
                .forEach(recent -> shown.addFirst(recent.get("id").textValue()));
        assertEquals(paid.subList(5, 25), shown);
    }

    private String buys(String amount) {
        return api.post("/api/wallet/purchases", UUID.randomUUID().toString(), Some.purchase(amount, ""))
                .expect(201)
                .json()
                .get("purchase_id")
                .textValue();
    }

    private void moves(String from, String type, String amount) {
        Api.asService()
                .post(
                        "/internal/ledger/transfers",
                        "{\"mode\":\"atomic\",\"transfers\":[{\"id\":\"" + UUID.randomUUID() + "\",\"debit\":\"" + from
                                + "\",\"credit\":\"user:" + alice + "\",\"amount\":" + amount
                                + ",\"currency\":\"USD\",\"type\":\"" + type + "\"}]}")
                .expect(200);
    }

    private static void assertSums(String added, String spent, String givenBack) {
        JsonNode shown = Api.asAdmin()
                .get("/api/admin/transactions/monitor?currency=USD")
                .expect(200)
                .json();
        for (JsonNode sums : List.of(shown, shown.get("by_currency").get("USD"))) {
            assertEquals(
                    List.of(added, spent, givenBack),
                    List.of("credits_added", "credits_spent", "refunds_issued").stream()
                            .map(sum -> sums.get(sum)
                                    .decimalValue()
                                    .stripTrailingZeros()
                                    .toPlainString())
                            .toList());
        }
    }

    /** What has been added up is not looked at again: it may be gone from the transfers. */
    @Test
    void theMonitorAddsUpMinutesOnce() throws SQLException {
        nothingHappenedYet();
        api.wallet("5");
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE transfer SET created_at = created_at - interval '10 minutes' WHERE created_at > now() - interval '1 day'");
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE activity_span SET since = date_trunc('minute', now()) - interval '30 minutes',"
                                + " until = date_trunc('minute', now()) - interval '30 minutes'");
        api.wallet("7");
        JsonNode before = Api.asAdmin().get("/api/admin/transactions/monitor").json();
        monitor.addUpMinutes();
        monitor.addUpMinutes();
        assertEquals(
                before, Api.asAdmin().get("/api/admin/transactions/monitor").json());
        assertEquals(2, before.get("total_transactions").longValue());
        Sql.asSuperuser().executeWithoutTriggers("UPDATE transfer SET created_at = created_at - interval '2 days'");
        JsonNode after = Api.asAdmin().get("/api/admin/transactions/monitor").json();
        assertEquals(1, after.get("total_transactions").longValue());
        assertEquals(0, new BigDecimal("5").compareTo(after.get("credits_added").decimalValue()));
        assertEquals(
                0,
                Api.asAdmin()
                        .get("/api/admin/transactions/monitor?minutes=5")
                        .json()
                        .get("total_transactions")
                        .longValue());
    }

    private static void nothingHappenedYet() throws SQLException {
        Sql.asSuperuser().executeWithoutTriggers("UPDATE transfer SET created_at = created_at - interval '2 days'");
        Sql.asSuperuser()
                .executeWithoutTriggers("UPDATE account SET updated_at = updated_at - interval '2 days',"
                        + " moved_at = moved_at - interval '2 days'");
        Sql.asSuperuser().executeWithoutTriggers("DELETE FROM activity");
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE activity_span SET since = date_trunc('minute', now()), until = date_trunc('minute', now())");
    }
}
