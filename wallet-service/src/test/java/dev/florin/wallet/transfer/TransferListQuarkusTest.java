package dev.florin.wallet.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /api/wallet/transfers}: whatever became of them. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class TransferListQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);

    @BeforeEach
    void openWallets() {
        for (String currency : List.of("USD", "EUR")) {
            api.wallet(currency, "100");
            Api.as(bob).wallet(currency, "100");
        }
    }

    private static ApiAnswer order(Api payer, String recipient, String amount, String currency, Duration ahead) {
        return payer.post("/api/wallet/transfers", UUID.randomUUID().toString(), """
                {"recipient_id": "%s", "amount": %s, "currency": "%s", "execute_at": "%s"}
                """.formatted(
                        recipient, amount, currency, Instant.now().plus(ahead)));
    }

    private static String later(Api payer, String recipient, String currency) {
        return id(order(payer, recipient, "1", currency, Duration.ofDays(1)).expect(201));
    }

    private static String id(ApiAnswer answer) {
        return answer.json().get("transfer_id").textValue();
    }

    private static String called(Api payer, String id) {
        payer.post("/api/wallet/transfers/" + id + "/cancel", "").expect(200);
        return id;
    }

    /** One that was ordered for a moment from now, when it has got this far. */
    private static String ended(Api payer, String recipient, String amount, String status) {
        String id =
                id(order(payer, recipient, amount, "USD", Duration.ofMillis(1)).expect(201));
        Eventually.holds(
                "it is " + status,
                () -> payer.get("/api/wallet/transfers/" + id)
                        .json()
                        .get("status")
                        .textValue()
                        .equals(status));
        return id;
    }

    private static List<JsonNode> walk(Api user, int limit) {
        List<JsonNode> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = user.get("/api/wallet/transfers?limit=" + limit + cursor)
                    .expect(200)
                    .json();
            assertTrue(page.get("transfers").size() <= limit);
            page.get("transfers").forEach(seen::add);
            assertTrue(!page.has("next_cursor") || page.get("transfers").size() == limit);
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        return seen;
    }

    private static List<String> shown(Api user, int limit) {
        return walk(user, limit).stream()
                .map(transfer -> transfer.get("transfer_id").textValue() + " "
                        + transfer.get("status").textValue())
                .sorted()
                .toList();
    }

    private static long reasons(Api user) {
        return walk(user, 500).stream()
                .filter(transfer -> transfer.has("failure_code"))
                .count();
    }

    @Test
    void itHasThemInEveryStateOnceAndAsEachOneAloneIsShown() {
        List<String> both = new ArrayList<>();
        for (String currency : List.of("USD", "EUR", "USD")) {
            both.add(later(api, bob, currency) + " initiated");
            both.add(called(api, later(api, bob, currency)) + " cancelled");
            both.add(id(api.post(
                                    "/api/wallet/transfers",
                                    UUID.randomUUID().toString(),
                                    Some.payment(bob, BigDecimal.ONE).replace("USD", currency))
                            .expect(201))
                    + " completed");
            both.add(later(Api.as(bob), alice, currency) + " initiated");
        }
        both.add(ended(api, bob, "1", "completed") + " completed");
        both.add(ended(api, bob, "1000", "failed") + " failed");
        api.pay(bob, "1000").expect(422);
        api.pay(bob, "2000").expect(422);
        for (int limit : List.of(1, 3, 500)) {
            List<String> mine = new ArrayList<>(shown(api, limit));
            assertEquals(mine, shown(Api.as(bob), limit));
            assertTrue(mine.containsAll(both));
            mine.removeAll(both);
            assertEquals(2, mine.size());
            assertTrue(mine.stream().allMatch(transfer -> transfer.endsWith(" failed")));
        }
        assertEquals(3, reasons(api));
        assertEquals(0, reasons(Api.as(bob)), "why a payment failed is its sender's affair");
        for (Api user : List.of(api, Api.as(bob))) {
            for (JsonNode each : walk(user, 4)) {
                String path = "/api/wallet/transfers/" + each.get("transfer_id").textValue();
                assertEquals(user.get(path).json(), each);
            }
            List<Instant> times = walk(user, 2).stream()
                    .map(transfer -> Instant.parse(transfer.get("created_at").textValue()))
                    .toList();
            assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times, "newest first");
        }
        assertEquals(List.of(), shown(Api.as(Some.user("eve")), 5));
    }

    @Test
    void whatComesMeanwhileShiftsNothing() {
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            before.addFirst(later(api, bob, "USD"));
            before.addFirst(id(api.pay(bob, "1").expect(201)));
            api.pay(bob, "1000").expect(422);
        }
        JsonNode first = api.get("/api/wallet/transfers?limit=5").json();
        later(api, bob, "USD");
        api.pay(bob, "1").expect(201);
        api.pay(bob, "1000").expect(422);
        JsonNode rest = api.get("/api/wallet/transfers?limit=500&cursor="
                        + first.get("next_cursor").textValue())
                .json();
        List<String> seen = new ArrayList<>();
        first.get("transfers")
                .forEach(transfer -> seen.add(transfer.get("transfer_id").textValue()));
        rest.get("transfers")
                .forEach(transfer -> seen.add(transfer.get("transfer_id").textValue()));
        assertEquals(12, seen.size());
        assertEquals(12, seen.stream().distinct().count());
        assertTrue(seen.containsAll(before));
        assertFalse(rest.has("next_cursor"));
    }
}
