package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.SteadyHour;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user spends. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class FigureQuarkusTest {
    @Inject
    WalletFeedService wallets;

    @Inject
    FigureStore figureStore;

    @Inject
    CategoryService categoryService;

    private final Spender spender = Spender.fresh();
    private final String alice = spender.name();
    private final Api api = spender.api();

    private static void assertAmount(String expected, JsonNode actual) {
        assertEquals(new BigDecimal(expected), actual.decimalValue());
    }

    @Test
    void theDashboardHasTheFieldsOfTheSeed() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        spender.send("P1," + now + ",-25.50,RON,McDonald's #1234,BT Pay - McDonald's #1234,pending\n" + "B1," + now
                + ",-450,RON,Carrefour,card,booked\n" + "B2," + now + ",3000,RON,Employer,salary,booked\n" + "B3,"
                + now + ",-1,EUR,Lidl,x,booked\n");
        JsonNode board = spender.get("dashboard/");
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
        assertEquals(
                1,
                spender.get("dashboard/?currency=EUR").get("today_transactions").intValue());
        JsonNode pending = spender.get("pending/");
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

    /** Whoever looks at a dashboard is to see it within a second; what changes nothing is not worth a look. */
    @Test
    void whatChangesFiguresWithoutAMovementIsToldOnce() {
        String lines =
                "P," + Instant.now() + ",-10,RON,Lidl,x,booked\nN," + Instant.now() + ",-2,RON,Nobody,x,booked\n";
        spender.send(lines);
        toldOf("import");
        spender.send(lines);
        assertEquals(
                1,
                api.post("/api/bt-pay/auto-categorize/", "")
                        .expect(200)
                        .json()
                        .get("categorized")
                        .intValue());
        toldOf("import", "category");
        api.post("/api/bt-pay/auto-categorize/", "").expect(200);
        String id = spender.get("dashboard/")
                .get("recent_transactions")
                .get(0)
                .get("id")
                .textValue();
        api.put("/api/bt-pay/transactions/" + id + "/category", "{\"category\":\"pets\"}")
                .expect(200);
        toldOf("import", "category", "category");
        api.wallet("5");
        Eventually.holds(
                "what was committed later is told",
                () -> EventStub.toldTo(alice).stream()
                        .anyMatch(event -> event.eventType() == EventType.BALANCE_UPDATE));
        toldOf("import", "category", "category");
    }

    private void toldOf(String... causes) {
        Eventually.holds(
                "told of " + List.of(causes),
                () -> List.of(causes)
                        .equals(EventStub.toldTo(alice).stream()
                                .filter(event -> event.event() instanceof FlorinEvent.FiguresChanged)
                                .map(event -> ((FlorinEvent.FiguresChanged) event.event()).cause())
                                .toList()));
    }

    /** What is shown of a category says why, whether it was only guessed, found by a rule, or chosen. */
    @Test
    void everyCategorySaysWhy() {
        Instant now = Instant.now();
        spender.send("P," + now + ",-10,RON,Lidl,x,pending\nN," + now + ",-20,RON,Nobody Knows,x,pending\n");
        String rule = "groceries: 'lidl' usually means groceries.";
        assertEquals(Set.of(rule, "null: null"), reasons(spender.get("pending/"), "category_guess"));
        assertEquals(Set.of("null: null"), recentReasons());
        assertEquals(
                reasons(spender.get("pending/"), "category_guess"),
                reasons(figures("[\"" + alice + "\"]").at("/0/pending"), "category_guess"));

        api.post("/api/bt-pay/auto-categorize/", "").expect(200);
        assertEquals(Set.of(rule, "null: null"), recentReasons());

        choose("N", "pets");
        spender.send("M," + now + ",-5,RON,Nobody Knows,x,pending\n");
        String history = "pets: You chose pets for Nobody Knows before.";
        assertEquals(Set.of(rule, "pets: You chose it.", history), reasons(spender.get("pending/"), "category_guess"));
        assertEquals(Set.of(rule, "pets: You chose it.", "null: null"), recentReasons());

        api.post("/api/bt-pay/auto-categorize/", "").expect(200);
        assertEquals(Set.of(rule, "pets: You chose it.", history), recentReasons());
    }

    private Set<String> recentReasons() {
        return reasons(spender.get("dashboard/").get("recent_transactions"), "category");
    }

    private static Set<String> reasons(JsonNode lines, String category) {
        return lines.valueStream()
                .map(line -> line.get(category).asText() + ": "
                        + line.get("category_reason").asText())
                .collect(Collectors.toSet());
    }

    private void choose(String reference, String category) {
        String id = Sql.one(
                "SELECT id FROM feed_transaction WHERE reference = '" + reference + "' AND user_id = '" + alice + "'");
        api.put("/api/bt-pay/transactions/" + id + "/category", "{\"category\":\"" + category + "\"}")
                .expect(200);
    }

    @Test
    void whoHasNothingSeesZeros() {
        JsonNode board = spender.get("dashboard/");
        assertAmount("0.00", board.get("month_amount"));
        assertEquals(0, board.get("recent_transactions").size());
        assertEquals(24, spender.get("hourly/").size());
        assertEquals(0, spender.get("categories/").get("categories").size());
        assertEquals(0, spender.get("pending/").size());
        api.get("/api/bt-pay/dashboard/?currency=LEI").expect(422);
    }

    @Test
    void whatIsGivenBackIsTakenOutOfTheFiguresOnce() {
        api.wallet("100");
        JsonNode first = spender.buy("3.50");
        spender.buy("2");
        assertAmount("5.50", spender.get("dashboard/").get("month_amount"));
        Spender.giveBack(first);
        // This one is given back before anybody has looked.
        Spender.giveBack(spender.buy("40"));
        for (int looks = 0; looks < 2; looks++) {
            JsonNode board = spender.get("dashboard/");
            assertAmount("2.00", board.get("month_amount"));
            assertAmount("2.00", board.get("today_amount"));
            assertEquals(1, board.get("today_transactions").intValue());
            assertAmount("2.00", board.get("top_merchants").get(0).get("amount"));
            assertEquals(
                    1,
                    spender.get("categories/")
                            .get("categories")
                            .get(0)
                            .get("count")
                            .intValue());
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
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> spender.get("dashboard/"), threads))
                    .toList()
                    .forEach(board -> assertAmount("10.50", board.join().get("today_amount")));
        }
        api.pay(bob, "0.25").expect(201);
        JsonNode board = spender.get("dashboard/");
        assertEquals("USD", board.get("currency").textValue());
        assertEquals(8, board.get("month_transactions").intValue());
        assertAmount("10.75", board.get("month_amount"));
        assertEquals(bob, board.get("top_merchants").get(0).get("name").textValue());
        assertAmount("0.00", Api.as(bob).get("/api/bt-pay/dashboard/").json().get("today_amount"));
    }

    @Test
    void theUserTeachesTheCategoriser() {
        Instant now = Instant.now();
        spender.send("A," + now + ",-1,RON,Lidl 1,x,booked\nB," + now + ",-2,RON,Lidl 2,x,booked\nC," + now
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

    /** So that they always come to what the dashboard says; also if the user has a category of that name. */
    @Test
    void whatIsBeyondTheLargestCategoriesIsOneLastLine() {
        Instant now = Instant.now();
        spender.send("A," + now + ",-50,RON,Ann,x,booked\nB," + now + ",-40,RON,Bob,x,booked\nC," + now
                + ",-5,RON,Cid,x,booked\nD," + now + ",-4,RON,Dan,x,booked\nE," + now + ",-1,RON,Eve,x,booked\n");
        choose("A", "pets");
        choose("B", "gifts");
        choose("C", "food");
        choose("D", "fuel");
        String all = "pets 50.00 1, gifts 40.00 1, food 5.00 1, fuel 4.00 1, uncategorised 1.00 1";
        assertEquals(all, shown(100));
        assertEquals(all, shown(5));
        assertEquals("pets 50.00 1, gifts 40.00 1, other 10.00 3", shown(2));
        choose("B", "other");
        assertEquals("pets 50.00 1, other 40.00 1, food 5.00 1, fuel 4.00 1, uncategorised 1.00 1", shown(5));
        assertEquals("pets 50.00 1, food 5.00 1, other 45.00 3", shown(3));
        assertAmount("100.00", spender.get("dashboard/").get("month_amount"));
    }

    /** With so many categories that are listed at most. */
    private String shown(int categories) {
        InsightConfig few = new SmallRyeConfigBuilder()
                .withMapping(InsightConfig.class)
                .withDefaultValue("florin.insight.categories", Integer.toString(categories))
                .build()
                .getConfigMapping(InsightConfig.class);
        return new FigureService(wallets, figureStore, categoryService, few, Clock.systemUTC())
                .categories(alice, null).categories().stream()
                        .map(each -> each.category() + " " + each.amount() + " " + each.count())
                        .collect(Collectors.joining(", "));
    }

    private String categories() {
        Map<String, BigDecimal> sums = new TreeMap<>();
        spender.get("categories/")
                .get("categories")
                .forEach(part -> sums.put(
                        part.get("category").textValue(), part.get("amount").decimalValue()));
        return sums.toString();
    }

    /** What one user sees over REST and many users' figures at once are the same. */
    @Test
    void figuresOfManyAreThoseOfEach() {
        Instant now = Instant.now();
        spender.send("P," + now + ",-10,RON,Lidl,x,pending\nB," + now + ",-20,RON,Nobody Knows,x,booked\n");
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
        spender.send("A," + Instant.now() + ",-1,RON,Lidl,x,booked\n");
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
        spender.send("P," + now + ",-10,RON,Lidl,x,pending\n");
        assertAmount("10.00", spender.get("dashboard/").get("pending_amount"));
        spender.send("P," + now + ",-12,RON,Lidl,x,booked\n");
        JsonNode board = spender.get("dashboard/");
        assertEquals(0, board.get("pending_count").intValue());
        assertAmount("0.00", board.get("pending_amount"));
        assertAmount("12.00", board.get("today_amount"));
        assertTrue(spender.get("pending/").isEmpty());
    }
}
