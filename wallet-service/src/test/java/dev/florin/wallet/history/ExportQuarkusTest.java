package dev.florin.wallet.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What moved, as a file. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class ExportQuarkusTest {
    private static final Instant START = Instant.parse("2026-01-31T23:30:00Z");

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);

    private void someHistory() throws SQLException {
        Past.of(alice, "USD", 6, START, Duration.ofMinutes(10));
        Past.of(alice, "EUR", 2, START, Duration.ofMinutes(10));
    }

    private ApiAnswer export(String query) {
        return api.get("/api/wallet/transactions/export?" + query).expect(200);
    }

    @Test
    void everyFormatHasItsTypeAndAName() throws SQLException {
        someHistory();
        for (List<String> format : List.of(
                List.of("csv", "text/csv; charset=utf-8"),
                List.of("ofx", "application/x-ofx"),
                List.of("json", "application/json"))) {
            ApiAnswer answer = export("format=" + format.getFirst());
            assertTrue(
                    answer.header("Content-Type")
                            .replace(" ", "")
                            .equalsIgnoreCase(format.getLast().replace(" ", "")),
                    answer.header("Content-Type"));
            assertTrue(
                    answer.header("Content-Disposition")
                            .matches("attachment; filename=\"florin-transactions-\\d{4}-\\d\\d-\\d\\d\\."
                                    + format.getFirst() + "\""),
                    answer.header("Content-Disposition"));
            assertEquals("no-store", answer.header("Cache-Control"));
        }
    }

    @Test
    void itHasEachMovementOnceOldestFirst() throws SQLException {
        someHistory();
        JsonNode all = export("format=json").json();
        assertEquals(
                List.of(
                        "EUR number 1",
                        "EUR number 2",
                        "USD number 1",
                        "USD number 2",
                        "USD number 3",
                        "USD number 4",
                        "USD number 5",
                        "USD number 6"),
                StreamSupport.stream(all.spliterator(), false)
                        .map(movement -> movement.get("currency").textValue() + " "
                                + movement.get("description").textValue())
                        .toList());
        JsonNode list = api.get("/api/wallet/transactions?limit=1")
                .json()
                .get("transactions")
                .get(0);
        assertTrue(StreamSupport.stream(all.spliterator(), false).anyMatch(list::equals), "the same as in the list");
        assertEquals(9, export("format=csv").text().split("\r\n", -1).length - 1);
        assertEquals(8, export("format=ofx").text().split("<STMTTRN>", -1).length - 1);
        assertEquals(2, export("format=ofx").text().split("<STMTTRNRS>", -1).length - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "type=debit, 4",
        "type=sms_purchase&currency=USD, 3",
        "currency=EUR, 2",
        "currency=JPY, 0",
        "end_date=2026-01-31, 4",
        "start_date=2026-02-01, 4",
        "start_date=2026-02-01&type=credit, 2",
        "min_amount=2, 4",
        "max_amount=1.00&q=NUMBER%202, 2",
        "counterparty=nobody, 0"
    })
    void theFiltersAreThoseOfTheList(String filter, int count) throws SQLException {
        someHistory();
        assertEquals(count, export("format=json&" + filter).json().size());
        assertEquals(
                count,
                api.get("/api/wallet/transactions/detailed?" + filter)
                        .json()
                        .get("total")
                        .intValue());
    }

    @Test
    void whoHasNothingGetsAnEmptyFile() {
        assertEquals("[]", export("format=json").text());
        assertEquals(1, export("format=csv").text().lines().count());
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid-request, format=xls",
        "400, invalid-request, start_date=x",
        "422, unknown-asset, currency=DOGE"
    })
    void whatMakesNoSenseIsRefusedAndTakesNoSlot(int status, String code, String query) {
        for (int i = 0; i < 10; i++) {
            ApiAnswer answer = api.get("/api/wallet/transactions/export?" + query);
            assertEquals(status + " " + code, answer.status() + " " + answer.code(), answer.text());
        }
        export("format=csv");
    }
}
