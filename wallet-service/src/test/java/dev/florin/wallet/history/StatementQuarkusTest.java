package dev.florin.wallet.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.SteadyHour;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stood on a wallet, when; and how a month led from one balance to the other. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class StatementQuarkusTest {
    /** Half a millisecond past, as the clock of a real movement is. */
    private static final Instant START = Instant.parse("2026-01-31T23:00:00.000500Z");

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);

    /** In turns 3.00 in and 1.00 out, every ten minutes from 23:10 on the last of January on: twelve by 01:00. */
    private UUID wallet() throws SQLException {
        return Past.of(alice, "USD", 12, START, Duration.ofMinutes(10));
    }

    private BigDecimal at(UUID wallet, String instant) {
        return api.get("/api/wallets/" + wallet + "/balance?at=" + instant)
                .expect(200)
                .json()
                .get("balance")
                .decimalValue();
    }

    @Test
    void theBalanceAtAnyInstantIsWhatTheLastMovementLeft() throws SQLException {
        UUID wallet = wallet();
        BigDecimal[] after = new BigDecimal[13];
        after[0] = new BigDecimal("0.00");
        for (int i = 1; i <= 12; i++) {
            after[i] = after[i - 1].add(new BigDecimal(i % 2 == 1 ? "3" : "-1"));
            Instant moved = START.plus(Duration.ofMinutes(10L * i));
            assertEquals(after[i - 1], at(wallet, moved.minusNanos(1000).toString()), "before " + i);
            assertEquals(after[i], at(wallet, moved.toString()), "at " + i);
            assertEquals(after[i], at(wallet, Json.text(moved)), "at the millisecond of " + i);
            assertEquals(after[i - 1], at(wallet, Json.text(moved.minusMillis(1))), "a millisecond before " + i);
        }
        assertEquals(after[0], at(wallet, "1970-01-01T00:00:00Z"));
        assertEquals(after[12], at(wallet, "2026-02-01T02:00:00%2B01:00"));
        assertEquals(new BigDecimal("12.00"), after[12]);
        JsonNode now =
                api.get("/api/wallets/" + wallet + "/balance").expect(200).json();
        assertEquals(after[12], now.get("balance").decimalValue());
        assertEquals("USD", now.get("currency").textValue());
        assertEquals(wallet.toString(), now.get("wallet_id").textValue());
    }

    @Test
    void anEmptyWalletHasHadNothing() {
        UUID wallet = api.wallet("JPY", "0");
        assertEquals(new BigDecimal("0"), at(wallet, "2026-01-01T00:00:00Z"));
    }

    @Test
    void theFutureIsNotKnownAndAForeignWalletIsNotThere() throws SQLException {
        UUID wallet = wallet();
        String path = "/api/wallets/" + wallet + "/balance";
        for (String at : List.of("2999-01-01T00:00:00Z", "2026-01-01", "now", "2026-01-01T00:00:00", "%00")) {
            assertEquals(
                    "invalid-request", api.get(path + "?at=" + at).expect(400).code(), at);
        }
        assertEquals("not-found", Api.as(Some.user("eve")).get(path).expect(404).code());
        assertEquals(
                "not-found",
                api.get("/api/wallets/" + Sql.one("SELECT id FROM account WHERE kind = 'world' AND asset = 'USD'")
                                + "/balance")
                        .expect(404)
                        .code());
        assertEquals(
                "not-found",
                api.get("/api/wallets/" + UUID.randomUUID() + "/balance")
                        .expect(404)
                        .code());
    }

    private JsonNode statement(String query) {
        return api.get("/api/wallet/statement?" + query).expect(200).json();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-12, 0.00, 0.00, 0",
        "2026-01, 0.00, 7.00, 5",
        "2026-02, 7.00, 12.00, 7",
        "2026-03, 12.00, 12.00, 0"
    })
    void openingAndMovementsMakeTheClosing(String month, String opening, String closing, int count)
            throws SQLException {
        UUID wallet = wallet();
        JsonNode answer = statement("month=" + month);
        assertEquals(month, answer.get("month").textValue());
        assertEquals(month + "-01T00:00:00.000Z", answer.get("from").textValue());
        assertTrue(answer.get("complete").booleanValue());
        assertEquals(1, answer.get("statements").size());
        JsonNode statement = answer.get("statements").get(0);
        assertEquals(wallet.toString(), statement.get("wallet_id").textValue());
        assertEquals(new BigDecimal(opening), statement.get("opening").decimalValue());
        assertEquals(new BigDecimal(closing), statement.get("closing").decimalValue());
        assertEquals(count, statement.get("movement_count").intValue());
        assertEquals(count, statement.get("movements").size());
        BigDecimal balance = new BigDecimal(opening);
        for (JsonNode movement : statement.get("movements")) {
            balance = balance.add(movement.get("amount").decimalValue());
            assertEquals(balance, movement.get("balance_after").decimalValue());
            assertTrue(movement.get("created_at").textValue().startsWith(month), movement.toString());
        }
        assertEquals(new BigDecimal(closing), balance);
    }

    @Test
    void theRunningMonthIsNotComplete() {
        api.wallet("5");
        api.wallet("EUR", "6");
        String month = YearMonth.now(ZoneOffset.UTC).toString();
        JsonNode answer = statement("month=" + month);
        assertFalse(answer.get("complete").booleanValue());
        assertEquals(2, answer.get("statements").size());
        JsonNode dollars = statement("currency=USD&month=" + month).get("statements");
        assertEquals(1, dollars.size());
        assertEquals(new BigDecimal("5.00"), dollars.get(0).get("closing").decimalValue());
        assertEquals("deposit", dollars.at("/0/movements/0/type").textValue());
    }

    @Test
    void aLongMonthComesInPages() throws SQLException {
        Past.of(alice, "USD", 7, Instant.parse("2026-02-01T00:00:00Z"), Duration.ofMinutes(1));
        Past.of(alice, "EUR", 3, Instant.parse("2026-02-01T00:00:00Z"), Duration.ofMinutes(1));
        List<String> numbers = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = statement("month=2026-02&limit=3" + cursor);
            for (JsonNode statement : page.get("statements")) {
                assertEquals(new BigDecimal("0.00"), statement.get("opening").decimalValue());
                statement
                        .get("movements")
                        .forEach(
                                movement -> numbers.add(movement.get("currency").textValue()
                                        + movement.get("description").textValue()));
            }
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
            pages++;
        } while (!cursor.isEmpty());
        assertEquals(3, pages);
        assertEquals(
                List.of(
                        "EURnumber 1",
                        "EURnumber 2",
                        "EURnumber 3",
                        "USDnumber 1",
                        "USDnumber 2",
                        "USDnumber 3",
                        "USDnumber 4",
                        "USDnumber 5",
                        "USDnumber 6",
                        "USDnumber 7"),
                numbers);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid-request, ''",
        "400, invalid-request, month=",
        "400, invalid-request, month=2026-13",
        "400, invalid-request, month=2026",
        "400, invalid-request, month=0000-01",
        "400, invalid-request, month=2999-01",
        "400, invalid-request, month=2026-01&limit=0",
        "400, invalid-request, month=2026-01&limit=501",
        "400, invalid-request, month=2026-01&cursor=x",
        "422, unknown-asset, month=2026-01&currency=DOGE"
    })
    void aStatementIsOfAMonthThatHasBegun(int status, String code, String query) {
        ApiAnswer answer = api.get("/api/wallet/statement?" + query);
        assertEquals(status + " " + code, answer.status() + " " + answer.code(), answer.text());
    }
}
