package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user spends. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class FigureQuarkusTest {
    private static final String HEADER = "reference,date,amount,currency,merchant,description,status\n";
    private static final List<String> MERCHANTS = List.of("Lidl", "McDonald's", "Uber", "Nobody Knows", "OMV");

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);
    private final Random random = new Random(20260204);

    /** One movement, as the test remembers it. */
    private record Line(String merchant, Instant at, BigDecimal amount, String currency, boolean isPending) {
        boolean isSpent(String of) {
            return amount.signum() < 0 && currency.equals(of);
        }

        String month() {
            return YearMonth.from(at.atOffset(ZoneOffset.UTC)).toString();
        }
    }

    private void send(String lines) {
        JsonNode view = api.send(
                        api.request("/api/bt-pay/import?format=csv").POST(BodyPublishers.ofString(HEADER + lines)))
                .expect(200)
                .json();
        assertEquals(0, view.get("rejected").intValue(), view.toString());
    }

    private JsonNode get(String path) {
        return api.get("/api/bt-pay/" + path).expect(200).json();
    }

    private static String csv(String reference, Line line) {
        return String.join(
                        ",",
                        reference,
                        line.at().toString(),
                        line.amount().toPlainString(),
                        line.currency(),
                        line.merchant(),
                        "text",
                        line.isPending() ? "pending" : "booked")
                + "\n";
    }

    private static void assertAmount(String expected, JsonNode actual) {
        assertEquals(new BigDecimal(expected), actual.decimalValue());
    }

    @Test
    void theDashboardHasTheFieldsOfTheSeed() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        send("P1," + now + ",-25.50,RON,McDonald's #1234,BT Pay - McDonald's #1234,pending\n" + "B1," + now
                + ",-450,RON,Carrefour,card,booked\n" + "B2," + now + ",3000,RON,Employer,salary,booked\n" + "B3,"
                + now + ",-1,EUR,Lidl,x,booked\n");
        JsonNode board = get("dashboard/");
        assertEquals("RON", board.get("currency").textValue(), "the one in which alice pays most often");
        assertEquals(1, board.get("pending_count").intValue());
        assertAmount("25.50", board.get("pending_amount"));
        assertEquals(2, board.get("today_transactions").intValue());
        assertAmount("475.50", board.get("today_amount"));
        assertEquals(2, board.get("month_transactions").intValue());
        assertAmount("475.50", board.get("month_amount"));
        assertEquals(2, board.get("month_merchants").intValue());
        assertEquals(
                "{\"name\":\"Carrefour\",\"amount\":450.00,\"count\":1}",
                board.get("top_merchants").get(0).toString());
        assertEquals(3, board.get("recent_transactions").size());
        assertEquals(1, get("dashboard/?currency=EUR").get("today_transactions").intValue());
        JsonNode pending = get("pending/");
        assertEquals(1, pending.size());
        JsonNode first = pending.get(0);
        UUID.fromString(first.get("id").textValue());
        assertEquals(
                "McDonald's #1234 25.50 RON food BT Pay - McDonald's #1234",
                String.join(
                        " ",
                        first.get("merchant").textValue(),
                        first.get("amount").decimalValue().toString(),
                        first.get("currency").textValue(),
                        first.get("category_guess").textValue(),
                        first.get("description").textValue()));
        assertEquals(now, Instant.parse(first.get("date").textValue()));
    }

    @Test
    void whoHasNothingSeesZeros() {
        JsonNode board = get("dashboard/");
        assertAmount("0.00", board.get("month_amount"));
        assertEquals(0, board.get("recent_transactions").size());
        assertEquals(24, get("hourly/").size());
        assertEquals(0, get("categories/").get("categories").size());
        assertEquals(0, get("pending/").size());
        api.get("/api/bt-pay/dashboard/?currency=LEI").expect(422);
    }

    private String bought(String amount) {
        return api.post("/api/wallet/purchases", UUID.randomUUID().toString(), Some.purchase(amount, ""))
                .expect(201)
                .json()
                .get("purchase_id")
                .textValue();
    }

    private static void giveBack(String id) {
        Api service = Api.asService();
        service.post("/api/wallet/purchases/" + id + "/fail", "").expect(200);
        for (int i = 0; i < 2; i++) {
            service.post("/internal/refundables/purchase/" + id + "/refund", "{\"refund_id\":\"r\"}")
                    .expect(200);
        }
    }

    @Test
    void whatIsGivenBackIsTakenOutOfTheFiguresOnce() {
        api.wallet("100");
        String first = bought("3.50");
        bought("2");
        assertAmount("5.50", get("dashboard/").get("month_amount"));
        giveBack(first);
        // This one is given back before anybody has looked.
        giveBack(bought("40"));
        for (int looks = 0; looks < 2; looks++) {
            JsonNode board = get("dashboard/");
            assertAmount("2.00", board.get("month_amount"));
            assertAmount("2.00", board.get("today_amount"));
            assertEquals(1, board.get("today_transactions").intValue());
            assertAmount("2.00", board.get("top_merchants").get(0).get("amount"));
            assertEquals(
                    1, get("categories/").get("categories").get(0).get("count").intValue());
            assertEquals(
                    List.of("returned", "booked", "returned"),
                    board.get("recent_transactions")
                            .valueStream()
                            .map(line -> line.get("status").textValue())
                            .toList(),
                    "they stay to be seen");
        }
    }

    @Test
    void whatLeavesAWalletIsInTheFiguresOnce() {
        String bob = Some.user("bob");
        api.wallet("1000");
        Api.as(bob).wallet("0");
        IntStream.range(0, 7).forEach(_ -> api.pay(bob, "1.50").expect(201));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 8)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> get("dashboard/"), threads))
                    .toList()
                    .forEach(board -> assertAmount("10.50", board.join().get("today_amount")));
        }
        api.pay(bob, "0.25").expect(201);
        JsonNode board = get("dashboard/");
        assertEquals("USD", board.get("currency").textValue());
        assertEquals(8, board.get("month_transactions").intValue());
        assertAmount("10.75", board.get("month_amount"));
        assertEquals(bob, board.get("top_merchants").get(0).get("name").textValue());
        assertAmount("0.00", Api.as(bob).get("/api/bt-pay/dashboard/").json().get("today_amount"));
    }

    @Test
    void theUserTeachesTheCategoriser() {
        Instant now = Instant.now();
        send("A," + now + ",-1,RON,Lidl 1,x,booked\nB," + now + ",-2,RON,Lidl 2,x,booked\nC," + now
                + ",-4,RON,Nobody Knows,x,booked\n");
        String id = Sql.one("SELECT id FROM feed_transaction WHERE reference = 'A' AND user_id = '" + alice + "'");
        String path = "/api/bt-pay/transactions/" + id + "/category";
        assertEquals("{uncategorised=7.00}", categories());
        Api.as(Some.user("eve")).put(path, "{\"category\":\"pets\"}").expect(404);
        api.put("/api/bt-pay/transactions/" + UUID.randomUUID() + "/category", "{\"category\":\"pets\"}")
                .expect(404);
        api.put(path, "{\"category\":\"Pets!\"}").expect(400);
        api.put(path, "{}").expect(400);
        assertEquals("{uncategorised=7.00}", categories());
        api.put(path, "{\"category\":\"pets\"}").expect(200);
        assertEquals("{pets=1.00, uncategorised=6.00}", categories());
        assertEquals(
                "{\"categorized\":1}",
                api.post("/api/bt-pay/auto-categorize/", "").text());
        assertEquals("{pets=3.00, uncategorised=4.00}", categories());
        assertEquals(
                "{\"categorized\":0}",
                api.post("/api/bt-pay/auto-categorize/", "").text());
        assertEquals(
                "history You chose pets for Lidl 2 before.",
                Sql.one("SELECT categorised_by || ' ' || category_reason FROM feed_transaction WHERE reference = 'B'"
                        + " AND user_id = '" + alice + "'"));
        api.put(path, "{\"category\":\"groceries\"}").expect(200);
        assertEquals("{groceries=1.00, pets=2.00, uncategorised=4.00}", categories());
    }

    private String categories() {
        Map<String, BigDecimal> sums = new TreeMap<>();
        get("categories/")
                .get("categories")
                .forEach(part -> sums.put(
                        part.get("category").textValue(), part.get("amount").decimalValue()));
        return sums.toString();
    }

    @Test
    void theFiguresAreThoseOfAPlainRecomputation() {
        Map<String, Line> lines = new HashMap<>();
        for (int round = 0; round < 12; round++) {
            StringBuilder file = new StringBuilder();
            for (int i = 0; i < 150; i++) {
                String reference = "R" + random.nextInt(900);
                Line line = randomLine();
                file.append(csv(reference, line));
                lines.merge(reference, line, (old, later) -> old.isPending() ? later : old);
            }
            send(file.toString());
            if (round % 3 == 1) {
                api.post("/api/bt-pay/auto-categorize/", "").expect(200);
            }
            choose();
            compare(lines, "RON");
            compare(lines, "EUR");
        }
    }

    private Line randomLine() {
        Instant at = Instant.now()
                .truncatedTo(ChronoUnit.MILLIS)
                .minus(Duration.ofMinutes(random.nextInt(random.nextBoolean() ? 60 * 30 : 60 * 24 * 45)));
        return new Line(
                MERCHANTS.get(random.nextInt(MERCHANTS.size())),
                at,
                BigDecimal.valueOf(2L * random.nextInt(10_000) - 14_999, 2),
                random.nextInt(3) == 0 ? "EUR" : "RON",
                random.nextInt(3) == 0);
    }

    private void choose() {
        JsonNode recent = get("dashboard/?currency=RON").get("recent_transactions");
        JsonNode one = recent.get(random.nextInt(recent.size()));
        String category = List.of("pets", "food", "gifts").get(random.nextInt(3));
        api.put(
                        "/api/bt-pay/transactions/" + one.get("id").textValue() + "/category",
                        "{\"category\":\"" + category + "\"}")
                .expect(200);
    }

    private void compare(Map<String, Line> lines, String currency) {
        JsonNode board = get("dashboard/?currency=" + currency);
        Instant now = Instant.now();
        String month = YearMonth.from(now.atOffset(ZoneOffset.UTC)).toString();
        List<Line> spent =
                lines.values().stream().filter(line -> line.isSpent(currency)).toList();
        List<Line> thisMonth =
                spent.stream().filter(line -> line.month().equals(month)).toList();
        List<Line> today = spent.stream()
                .filter(line -> line.at().truncatedTo(ChronoUnit.DAYS).equals(now.truncatedTo(ChronoUnit.DAYS)))
                .toList();
        List<Line> pending = spent.stream().filter(Line::isPending).toList();
        assertEquals(pending.size(), board.get("pending_count").intValue());
        assertEquals(sum(pending), board.get("pending_amount").decimalValue());
        assertEquals(today.size(), board.get("today_transactions").intValue());
        assertEquals(sum(today), board.get("today_amount").decimalValue());
        assertEquals(thisMonth.size(), board.get("month_transactions").intValue());
        assertEquals(sum(thisMonth), board.get("month_amount").decimalValue());
        assertEquals(
                thisMonth.stream().map(Line::merchant).distinct().count(),
                board.get("month_merchants").longValue());
        for (JsonNode top : board.get("top_merchants")) {
            List<Line> there = thisMonth.stream()
                    .filter(line -> line.merchant().equals(top.get("name").textValue()))
                    .toList();
            assertEquals(there.size(), top.get("count").intValue());
            assertEquals(sum(there), top.get("amount").decimalValue());
        }
        for (JsonNode hour : get("hourly/?currency=" + currency)) {
            Instant start = Instant.parse(hour.get("hour").textValue());
            List<Line> within = spent.stream()
                    .filter(line -> line.at().truncatedTo(ChronoUnit.HOURS).equals(start))
                    .toList();
            assertEquals(within.size(), hour.get("transactions").intValue());
            assertEquals(sum(within), hour.get("amount").decimalValue());
        }
        assertEquals(
                sum(thisMonth), sumOf(get("categories/?currency=" + currency).get("categories")));
        assertEquals(0, Sql.number(differences()), "categories differ from their transactions");
    }

    /** How many categories differ from what their transactions are when they are added up. */
    private String differences() {
        return """
                SELECT count(*) FROM (
                    SELECT currency, bucket, name, count, amount FROM spending WHERE user_id = '%1$s' AND kind = 'category') kept
                  FULL JOIN (
                    SELECT currency, date_trunc('month', booked_at, 'UTC') AS bucket, coalesce(category, '') AS name,
                           count(*) AS count, -sum(amount) AS amount
                      FROM feed_transaction WHERE user_id = '%1$s' AND amount < 0 GROUP BY 1, 2, 3) plain
                 USING (currency, bucket, name)
                 WHERE (kept.count, kept.amount) IS DISTINCT FROM (plain.count, plain.amount)
                """.formatted(alice);
    }

    private static BigDecimal sum(List<Line> lines) {
        return lines.stream().map(line -> line.amount().negate()).reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    private static BigDecimal sumOf(JsonNode parts) {
        return StreamSupport.stream(parts.spliterator(), false)
                .map(part -> part.get("amount").decimalValue())
                .reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    /** What one user sees over REST and many users' figures at once are the same. */
    @Test
    void figuresOfManyAreThoseOfEach() {
        Instant now = Instant.now();
        send("P," + now + ",-10,RON,Lidl,x,pending\nB," + now + ",-20,RON,Nobody Knows,x,booked\n");
        String bob = Some.user("bob");
        String carol = Some.user("carol");
        Api.as(bob).wallet("50");
        Api.as(carol).wallet("0");
        Api.as(bob).pay(carol, "7.50").expect(201);
        JsonNode figures = figures("[\"" + alice + "\",\"" + bob + "\",\"" + carol + "\"]");
        List<String> users = List.of(alice, bob, carol);
        for (int i = 0; i < users.size(); i++) {
            Api user = Api.as(users.get(i));
            JsonNode own = figures.get(i);
            assertEquals(users.get(i), own.get("user_id").textValue());
            assertEquals(user.get("/api/bt-pay/dashboard").json(), own.get("dashboard"));
            assertEquals(user.get("/api/bt-pay/pending").json(), own.get("pending"));
            assertEquals(user.get("/api/bt-pay/hourly").json(), own.get("hourly"));
            assertEquals(user.get("/api/bt-pay/categories").json(), own.get("categories"));
        }
        assertAmount("7.50", figures.at("/1/dashboard/today_amount"));
        assertEquals("[RON, USD, RON]", currencies(figures));
        assertEquals("groceries", figures.at("/0/pending/0/category_guess").textValue());
    }

    private static String currencies(JsonNode figures) {
        return StreamSupport.stream(figures.spliterator(), false)
                .map(own -> own.at("/dashboard/currency").textValue())
                .toList()
                .toString();
    }

    private static JsonNode figures(String users) {
        return Api.asService()
                .post("/internal/insight/figures", "{\"users\":" + users + "}")
                .expect(200)
                .json()
                .get("figures");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"users\":[]}", "{\"users\":[\"a\",\"a\"]}", "{\"users\":[\"\"]}", "{\"users\":[null]}"})
    void anOrderOfFiguresNamesUsers(String order) {
        Api.asService().post("/internal/insight/figures", order).expect(400);
    }

    @Test
    void aServiceCategorisesForAUser() {
        send("A," + Instant.now() + ",-1,RON,Lidl,x,booked\n");
        String whom = "{\"user_id\":\"" + alice + "\"}";
        for (int expected : List.of(1, 0)) {
            assertEquals(
                    "{\"categorized\":" + expected + "}",
                    Api.asService()
                            .post("/internal/insight/auto-categorize", whom)
                            .expect(200)
                            .text());
        }
    }

    @Test
    void aPendingPaymentThatIsBookedMoves() {
        Instant now = Instant.now();
        send("P," + now + ",-10,RON,Lidl,x,pending\n");
        assertAmount("10.00", get("dashboard/").get("pending_amount"));
        send("P," + now + ",-12,RON,Lidl,x,booked\n");
        JsonNode board = get("dashboard/");
        assertEquals(0, board.get("pending_count").intValue());
        assertAmount("0.00", board.get("pending_amount"));
        assertAmount("12.00", board.get("today_amount"));
        assertTrue(get("pending/").isEmpty());
    }
}
