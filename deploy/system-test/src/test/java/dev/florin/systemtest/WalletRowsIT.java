package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.local.Credentials;
import dev.florin.local.Service;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What wallet-service shows, takes in and watches besides moving money, all of it through the gateway. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class WalletRowsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MEBIBYTE = 1024 * 1024;

    /** Nobody else here has any, so that its sums are known. */
    private static final String FRANCS = "CHF";

    private static final List<String> ALERTS = List.of("rapid_transactions", "negative_balance", "large_deduction");

    private static JsonNode shown(Person person, String path) {
        return person.rest().get(path, person.token()).expect(200).json();
    }

    private static Answer does(Person person, String path, ObjectNode body) {
        return person.rest()
                .ask("POST", path, person.token(), body, UUID.randomUUID().toString());
    }

    private static Person operator(Florin florin) {
        return new Person("admin", florin.admin(), florin.gateway());
    }

    /** Something that may take a day. */
    private static Answer buys(Person person, String amount, String currency) {
        return does(
                person,
                "/api/wallet/purchases",
                Json.object()
                        .put("type", "sms_purchase")
                        .put("amount", new BigDecimal(amount))
                        .put("currency", currency)
                        .put("service", "WhatsApp")
                        .put("description", "WhatsApp verification (US)")
                        .put("timeout_seconds", Duration.ofDays(1).toSeconds()));
    }

    private static String wallet(Person person) {
        return shown(person, "/api/wallets")
                .path("wallets")
                .path(0)
                .path("wallet_id")
                .asText();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static List<String> texts(JsonNode array, String field) {
        return elements(array).stream().map(each -> each.path(field).asText()).toList();
    }

    @Test
    void whatMovedIsTheSameInEveryListEveryFileAndTheStatement(Florin florin) {
        Person ida = florin.person("ida").opened();
        Person jon = florin.person("jon").opened();
        JsonNode deposit = ida.deposits("100.00");
        ida.pays(jon, "12.50");
        JsonNode purchase = buys(ida, "3.00", Person.CURRENCY).expect(201).json();

        String list = "/api/wallet/transactions";
        JsonNode all = shown(ida, list + "/detailed").path("transactions");
        assertEquals(
                List.of("sms_purchase -3.00 84.50", "p2p -12.50 87.50", "deposit 100.00 100.00"),
                elements(all).stream()
                        .map(each -> each.path("type").asText() + " "
                                + each.path("amount").asText() + " "
                                + each.path("balance_after").asText())
                        .toList());
        assertEquals(purchase.path("purchase_id"), all.path(0).path("id"));
        JsonNode second = shown(ida, list + "/detailed?type=debit&skip=1&limit=1");
        assertEquals(2, second.path("total").asInt());
        assertEquals(List.of(all.path(1)), elements(second.path("transactions")));
        for (String filter : List.of("counterparty=" + jon.id(), "min_amount=4&max_amount=99", "type=p2p")) {
            assertEquals(
                    List.of(all.path(1)),
                    elements(shown(ida, list + "/detailed?" + filter).path("transactions")),
                    filter);
        }
        JsonNode page = shown(ida, list + "?limit=2");
        assertEquals(List.of(all.path(0), all.path(1)), elements(page.path("transactions")));
        JsonNode rest =
                shown(ida, list + "?limit=2&cursor=" + page.path("next_cursor").asText());
        assertEquals(List.of(all.path(2)), elements(rest.path("transactions")));
        assertTrue(rest.path("next_cursor").isMissingNode(), rest::toString);

        List<JsonNode> oldestFirst = elements(all).reversed();
        assertExported(ida, oldestFirst);
        assertStated(ida, deposit, oldestFirst);
    }

    private static void assertExported(Person person, List<JsonNode> oldestFirst) {
        String export = "/api/wallet/transactions/export?format=";
        assertEquals(oldestFirst, elements(shown(person, export + "json")));
        List<String> ids =
                oldestFirst.stream().map(each -> each.path("id").asText()).toList();
        Answer csv = person.rest().get(export + "csv", person.token()).expect(200);
        assertEquals(
                ids,
                csv.body()
                        .lines()
                        .skip(1)
                        .map(line -> line.substring(0, line.indexOf(',')))
                        .toList());
        Answer ofx = person.rest().get(export + "ofx", person.token()).expect(200);
        assertEquals(
                ids,
                ofx.body()
                        .lines()
                        .flatMap(line ->
                                List.of(line.split("<FITID>", -1)).stream().skip(1))
                        .map(line -> line.substring(0, line.indexOf('<')))
                        .toList());
        for (Answer file : List.of(csv, ofx)) {
            String name = file.headers().firstValue("Content-Disposition").orElse("");
            assertTrue(name.startsWith("attachment; filename=\"florin-transactions-"), name);
        }
    }

    private static void assertStated(Person person, JsonNode deposit, List<JsonNode> oldestFirst) {
        String at = deposit.path("created_at").asText();
        JsonNode month = shown(person, "/api/wallet/statement?month=" + at.substring(0, "2026-11".length()));
        JsonNode statement = month.path("statements").path(0);
        assertEquals(
                "0.00 84.50",
                statement.path("opening").asText() + " "
                        + statement.path("closing").asText());
        assertEquals(oldestFirst, elements(statement.path("movements")));
        String balance = "/api/wallets/" + wallet(person) + "/balance";
        assertEquals(
                "100.00", shown(person, balance + "?at=" + at).path("balance").asText());
        assertEquals("84.50", shown(person, balance).path("balance").asText());
    }

    @Test
    void aStatementOfMoreThanAMebibyteIsTakenInOnceAndItsMerchantsAreLearnt(Florin florin) throws IOException {
        Person mia = florin.person("mia");
        BankStatement statement = BankStatement.of(15_000);
        assertTrue(statement.text().getBytes(StandardCharsets.UTF_8).length > MEBIBYTE);
        assertEquals(
                "15000 lines, 15000 added",
                BankStatement.counts(statement.sentBy(mia).expect(200).json()));
        assertEquals(
                "15000 lines, 15000 unchanged",
                BankStatement.counts(statement.sentBy(mia).expect(200).json()));
        String one = elements(shown(mia, "/api/bt-pay/dashboard/").path("recent_transactions")).stream()
                .filter(each -> each.path("merchant").asText().equals(BankStatement.UNKNOWN))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        ObjectNode snacks = Json.object().put("category", "snacks");
        String path = "/api/bt-pay/transactions/" + one + "/category";
        assertEquals(
                snacks,
                mia.rest()
                        .ask("PUT", path, mia.token(), snacks, null)
                        .expect(200)
                        .json());
        assertEquals(
                14_999,
                does(mia, "/api/bt-pay/auto-categorize/", Json.object())
                        .expect(200)
                        .json()
                        .path("categorized")
                        .asInt());
        assertEquals(
                List.of("snacks 10000 10000.00", "groceries 5000 5000.00"),
                elements(shown(mia, "/api/bt-pay/categories/").path("categories")).stream()
                        .map(each -> each.path("category").asText() + " "
                                + each.path("count").asText() + " "
                                + each.path("amount").asText())
                        .toList());
        // Nobody else's.
        Person ned = florin.person("ned");
        assertEquals(
                "not-found",
                ned.rest()
                        .ask("PUT", path, ned.token(), snacks, null)
                        .expect(404)
                        .code());
    }

    @Test
    void aPurchaseThatIsDeliveredIsToldToBeComplete(Florin florin) {
        Person pia = florin.person("pia").opened();
        pia.deposits("10.00");
        JsonNode purchase = buys(pia, "3.00", Person.CURRENCY).expect(201).json();
        String path = "/api/wallet/purchases/" + purchase.path("purchase_id").asText();
        try (SocketRecorder socket = SocketRecorder.notifications(pia, 0)) {
            // What was bought does not say so itself.
            assertEquals(
                    "forbidden",
                    does(pia, path + "/complete", Json.object()).expect(403).code());
            does(operator(florin), path + "/complete", Json.object()).expect(200);
            JsonNode told =
                    socket.awaitFrames("payment_completed", 1, SOON).getFirst().path("data");
            assertEquals(
                    "3.00 WhatsApp",
                    told.path("amount").asText() + " " + told.path("service").asText());
        }
        assertEquals("completed", shown(pia, path).path("status").asText());
        assertEquals("7.00", pia.balance());
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void aWalletItsLimitsAndItsEntriesAreShownToWhomTheyConcern(Florin florin) {
        Person amy = florin.person("amy").opened();
        Person bea = florin.person("bea").opened();
        Person admin = operator(florin);
        amy.deposits("10.00");
        buys(amy, "3.00", Person.CURRENCY).expect(201);
        String id = wallet(amy);
        JsonNode wallet = shown(amy, "/api/wallets/" + id);
        assertEquals(shown(amy, "/api/wallets").path("wallets").path(0), wallet);
        assertEquals("7.00", wallet.path("available_balance").asText());
        assertEquals(
                "not-found",
                bea.rest().get("/api/wallets/" + id, bea.token()).expect(404).code());

        ObjectNode limit =
                Json.object().put("user_id", amy.id()).put("daily", 5).put("currency", Person.CURRENCY);
        admin.rest()
                .ask("PUT", "/api/wallet/limits", admin.token(), limit, null)
                .expect(200);
        JsonNode limits = shown(amy, "/api/wallet/limits").path("limits").path(0);
        assertEquals(
                id + " basic 5.00 3.00",
                limits.path("wallet_id").asText() + " " + limits.path("tier").asText() + " "
                        + limits.path("daily").asText() + " "
                        + limits.path("spent_today").asText());

        List<String> moved = texts(shown(amy, "/api/wallet/transactions").path("transactions"), "id");
        String entries = "/api/admin/ledger/accounts/" + id + "/entries";
        JsonNode page = shown(admin, entries + "?limit=1");
        assertEquals(List.of("2 " + moved.getFirst() + " sms_purchase -3.00 7.00"), lines(page));
        assertEquals(
                List.of("1 " + moved.getLast() + " deposit 10.00 10.00"),
                lines(shown(
                        admin, entries + "?cursor=" + page.path("next_cursor").asText())));
        assertEquals(403, amy.rest().get(entries, amy.token()).status(), "they are for operators");
    }

    private static List<String> lines(JsonNode page) {
        return elements(page.path("entries")).stream()
                .map(each -> each.path("seq").asText() + " "
                        + each.path("transfer_id").asText() + " "
                        + each.path("type").asText() + " "
                        + each.path("amount").asText() + " "
                        + each.path("balance_after").asText())
                .toList();
    }

    @Test
    void anAdministratorFreezesAWalletAndPutsItRightOnTheRecord(Florin florin) {
        Person lou = florin.person("lou").opened();
        lou.deposits("10.00");
        Person admin = operator(florin);
        String wallet = "/api/admin/wallets/" + wallet(lou);
        try (SocketRecorder socket = SocketRecorder.notifications(lou, 0)) {
            JsonNode frozen = does(admin, wallet + "/freeze", Json.object().put("reason", "fraud check"))
                    .expect(200)
                    .json();
            assertEquals("frozen", frozen.path("status").asText());
            assertEquals(
                    "wallet-frozen",
                    buys(lou, "1.00", Person.CURRENCY).expect(422).code());
            does(admin, wallet + "/unfreeze", Json.object().put("reason", "cleared"))
                    .expect(200);
            does(
                            admin,
                            wallet + "/adjustments",
                            Json.object().put("amount", new BigDecimal("-2.50")).put("reason", "counted twice"))
                    .expect(201);
            assertEquals(
                    List.of("Your USD wallet was frozen.", "Your USD wallet was unfrozen."),
                    socket.awaitFrames("security_alert", 2, SOON).stream()
                            .map(frame -> frame.path("data").path("message").asText())
                            .toList());
            socket.awaitFrames("credit_deducted", 1, SOON);
        }
        assertEquals("7.50", lou.balance());
        JsonNode actions = shown(admin, wallet + "/actions").path("actions");
        assertEquals(List.of("counted twice", "cleared", "fraud check"), texts(actions, "reason"));
        assertEquals(List.of("adjustment", "unfreeze", "freeze"), texts(actions, "action"));
        assertEquals(List.of("admin", "admin", "admin"), texts(actions, "admin"));
        florin.assertBooksAndInboxAgree();
    }

    @Test
    void whatIsUnusualIsToldToItsOwnerAndTheOperatorsAndTickedOff(Florin florin) throws SQLException {
        Person kim = florin.person("kim").opened(FRANCS);
        Person admin = operator(florin);
        kim.deposit(UUID.randomUUID().toString(), "100.00", FRANCS).expect(201);
        agreeOnOverdraft(florin, kim);
        ObjectNode limit =
                Json.object().put("user_id", kim.id()).put("daily", 110).put("currency", FRANCS);
        admin.rest()
                .ask("PUT", "/api/wallet/limits", admin.token(), limit, null)
                .expect(200);
        florin.awaitEverythingTold();
        try (SocketRecorder toKim = SocketRecorder.notifications(kim, 0);
                SocketRecorder toAdmin =
                        SocketRecorder.notifications(admin, florin.inbox().lastSeq(admin))) {
            buys(kim, "60.00", FRANCS).expect(201);
            buys(kim, "45.00", FRANCS).expect(201);
            for (int i = 0; i < 8; i++) {
                buys(kim, "0.10", FRANCS).expect(201);
            }
            assertEquals(
                    "limit-exceeded", buys(kim, "10.00", FRANCS).expect(422).code());
            JsonNode exceeded = told(toKim, "limit_exceeded", kim);
            assertEquals(
                    "daily 110.00 105.80",
                    exceeded.path("limit").asText() + " "
                            + exceeded.path("allowed").asText() + " "
                            + exceeded.path("spent").asText());
            for (SocketRecorder socket : List.of(toKim, toAdmin)) {
                assertEquals(
                        "60.00",
                        told(socket, "large_deduction", kim).path("amount").asText());
                assertEquals(
                        "-5.00",
                        told(socket, "negative_balance", kim).path("balance").asText());
                assertEquals(
                        "11",
                        told(socket, "rapid_transactions", kim).path("count").asText());
            }
        }
        assertEquals("-5.80", kim.balance());
        assertTickedOff(admin, kim);
        assertMonitored(admin, kim);
        florin.assertBooksAndInboxAgree();
    }

    /** What one was told of a person's money, once. */
    private static JsonNode told(SocketRecorder socket, String type, Person person) {
        socket.awaitFrames(type, 1, SOON);
        List<JsonNode> about = socket.ofType(type).stream()
                .map(frame -> frame.path("data"))
                .filter(data -> data.path("user_id").asText(person.id()).equals(person.id()))
                .toList();
        assertEquals(1, about.size(), about::toString);
        return about.getFirst();
    }

    /** No call gives one: who runs the bank does. */
    private static void agreeOnOverdraft(Florin florin, Person person) throws SQLException {
        Credentials owner = florin.system().owner(Service.WALLET);
        try (Connection bank = DriverManager.getConnection(
                        florin.system().jdbcUrl(Service.WALLET), owner.user(), owner.password());
                PreparedStatement agreement =
                        bank.prepareStatement("UPDATE account SET overdraft = 5000 WHERE owner = ?")) {
            agreement.setString(1, person.id());
            assertEquals(1, agreement.executeUpdate());
        }
    }

    private static void assertTickedOff(Person admin, Person person) {
        String path = "/api/admin/transactions/alerts";
        List<JsonNode> open = alerts(admin, person, "false");
        assertEquals(
                ALERTS, open.stream().map(each -> each.path("kind").asText()).toList());
        JsonNode done = does(
                        admin, path + "/" + open.getFirst().path("alert_id").asText() + "/acknowledge", Json.object())
                .expect(200)
                .json();
        assertEquals(admin.id(), done.path("acknowledged_by").asText());
        assertEquals(List.of(done), alerts(admin, person, "true"));
        assertEquals(open.subList(1, open.size()), alerts(admin, person, "false"));
        assertEquals(403, person.rest().get(path, person.token()).status(), "they are for operators");
    }

    private static List<JsonNode> alerts(Person admin, Person person, String acknowledged) {
        String path = "/api/admin/transactions/alerts?limit=500&acknowledged=" + acknowledged;
        return elements(shown(admin, path).path("alerts")).stream()
                .filter(each -> each.path("user_id").asText().equals(person.id()))
                .toList();
    }

    private static void assertMonitored(Person admin, Person person) {
        JsonNode monitor = shown(admin, "/api/admin/transactions/monitor?minutes=60&currency=" + FRANCS);
        assertEquals(
                Json.object()
                        .put("transactions", 11)
                        .put("credits_added", new BigDecimal("100.00"))
                        .put("credits_spent", new BigDecimal("105.80"))
                        .put("refunds_issued", new BigDecimal("0.00")),
                monitor.path("by_currency").path(FRANCS));
        assertEquals("105.80", monitor.path("credits_spent").asText());
        assertTrue(texts(monitor.path("recent_transactions"), "user_id").contains(person.id()), monitor::toString);
    }
}
