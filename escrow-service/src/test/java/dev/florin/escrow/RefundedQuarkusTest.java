package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was given back, for who compares books: each thing once, in the order of time, and in pages. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class RefundedQuarkusTest {
    private static final String LIST = "/internal/refundables/refunded";
    private static final String LAPSED = "UPDATE escrow SET acts_at = now() - interval '1 second' WHERE id = '";

    private final String alice = Some.user("alice");
    private final Api service = Api.asService();

    private String lapsedEscrow() throws Exception {
        return refunded(dueEscrow());
    }

    private String dueEscrow() throws Exception {
        String id = Api.as(alice)
                .post("/api/v1/escrows", Some.key(), Some.escrow(Some.user("sue"), ""))
                .expect(201)
                .json()
                .get("escrow_id")
                .textValue();
        Api.as(alice).post("/api/v1/escrows/" + id + "/fund", Some.key(), "").expect(200);
        Sql.asSuperuser().execute(LAPSED + id + "'");
        return "escrow/" + id;
    }

    private String cancelledPacket() {
        return refunded(duePacket());
    }

    private String duePacket() {
        String id = Api.as(alice)
                .post("/api/red-packets", Some.key(), Some.redPacket(50, 2, "equal", ""))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
        Api.as(alice).post("/api/red-packets/" + id + "/cancel", "").expect(200);
        return "red_packet/" + id;
    }

    private String refunded(String thing) {
        service.post("/internal/refundables/" + thing + "/refund", "{\"refund_id\":\"of " + thing + "\"}")
                .expect(200);
        return thing;
    }

    @Test
    void severalOfSeveralKindsAtOnceAreAnsweredAsIfAskedForAlone() throws Exception {
        List<String> things = List.of(
                duePacket(),
                dueEscrow(),
                duePacket(),
                "red_packet/" + Some.key(),
                dueEscrow(),
                "purchase/" + Some.key());
        String orders = things.stream()
                .map(thing -> thing.split("/", 2))
                .map(thing -> "{\"kind\":\"" + thing[0] + "\",\"id\":\"" + thing[1] + "\",\"refund_id\":\"r\"}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
        JsonNode results = service.post("/internal/refundables/refund", orders)
                .expect(200)
                .json()
                .get("results");
        List<Integer> statuses = new ArrayList<>();
        results.forEach(result -> statuses.add(result.get("status").intValue()));
        assertEquals(List.of(200, 200, 200, 404, 200, 404), statuses);
        for (int i = 0; i < things.size(); i++) {
            assertEquals(things.get(i), thing(results.get(i)));
            if (statuses.get(i) == 200) {
                JsonNode refund = results.get(i).get("refund");
                assertEquals(things.get(i), thing(refund));
                assertEquals("r", refund.get("refund_id").textValue());
                JsonNode alone = service.post(
                                "/internal/refundables/" + things.get(i) + "/refund", "{\"refund_id\":\"other\"}")
                        .expect(200)
                        .json();
                assertEquals(refund.get("refunded_at"), alone.get("refunded_at"));
                assertEquals("r", alone.get("refund_id").textValue());
            }
        }
        assertEquals(4, pages("", 500).size());
    }

    /** All of them have found it due before the first one may say that it is not any more. */
    @ParameterizedTest
    @ValueSource(strings = {"escrow", "red_packet"})
    void eightAtOnceAreGivenBackOnceAndAnsweredTheSame(String kind) throws Exception {
        String thing = kind.equals("escrow") ? dueEscrow() : duePacket();
        String id = thing.substring(kind.length() + 1);
        String state = "SELECT state FROM " + kind + " WHERE id = '" + id + "'";
        Eventually.holds("it is over", () -> Set.of("EXPIRED", "cancelled").contains(Sql.one(state)));
        List<Future<ApiAnswer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                RowLock lock = new RowLock(kind, id)) {
            for (int i = 0; i < 8; i++) {
                String order = "{\"refund_id\":\"r" + i + "\"}";
                answers.add(threads.submit(() -> service.post("/internal/refundables/" + thing + "/refund", order)));
            }
            lock.awaitWaiting(3);
        }
        List<String> said = answers.stream()
                .map(answer -> answer.resultNow().expect(200).text())
                .distinct()
                .toList();
        assertEquals(1, said.size(), said.toString());
        assertEquals(
                1,
                WalletStub.commandsNaming("refund:" + kind + ":" + id).stream()
                        .distinct()
                        .count());
        assertEquals(
                List.of(thing),
                pages("", 500).stream().map(RefundedQuarkusTest::thing).toList());
    }

    private List<JsonNode> pages(String query, int limit) {
        List<JsonNode> mine = new ArrayList<>();
        String next = LIST + "?limit=" + limit + query;
        while (!next.isEmpty()) {
            JsonNode page = service.get(next).expect(200).json();
            assertTrue(page.get("items").size() <= limit);
            page.get("items").forEach(item -> {
                if (item.get("user_id").textValue().equals(alice)) {
                    mine.add(item);
                }
            });
            next = page.has("next_cursor")
                    ? LIST + "?limit=" + limit + "&cursor="
                            + page.get("next_cursor").textValue()
                    : "";
        }
        return mine;
    }

    private static String thing(JsonNode item) {
        return item.get("kind").textValue() + "/" + item.get("id").textValue();
    }

    @Test
    void everythingIsListedOnceInTheOrderOfTime() throws Exception {
        List<String> given = List.of(cancelledPacket(), lapsedEscrow(), cancelledPacket(), lapsedEscrow());
        List<JsonNode> listed = pages("", 1);
        assertEquals(
                Set.copyOf(given),
                Set.copyOf(listed.stream().map(RefundedQuarkusTest::thing).toList()));
        assertEquals(4, listed.size());
        List<String> times =
                listed.stream().map(item -> item.get("refunded_at").textValue()).toList();
        assertEquals(times.stream().sorted().toList(), times);
        assertEquals(listed, pages("", 500));
        JsonNode packet = listed.getFirst();
        assertEquals("of " + given.getFirst(), packet.get("refund_id").textValue());
        assertEquals("0.50 USD cancelled", words(packet));
        JsonNode escrow = listed.stream()
                .filter(item -> thing(item).equals(given.get(1)))
                .findFirst()
                .orElseThrow();
        assertEquals("of " + given.get(1), escrow.get("refund_id").textValue());
        assertEquals("100.00 USD escrow_lapsed", words(escrow));
        List<JsonNode> later = pages("&since=" + times.getLast(), 500);
        assertTrue(later.contains(listed.getLast()) && later.size() <= listed.size(), later.toString());
        assertEquals(List.of(), pages("&since=9999-01-01T00:00:00Z", 500));
    }

    private static String words(JsonNode item) {
        return item.get("amount").asText() + " " + item.get("currency").textValue() + " "
                + item.get("reason").textValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=501", "?cursor=x", "?since=yesterday", "?since=-99999-01-01T00:00:00Z"})
    void whatCannotBeReadIsRefused(String query) {
        assertEquals("invalid-request", service.get(LIST + query).expect(400).code());
    }
}
