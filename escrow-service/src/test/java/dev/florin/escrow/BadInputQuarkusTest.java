package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.json.Json;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be agreed on is refused before anything is stored. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class BadInputQuarkusTest {
    private static final String ALL = "/api/v1/escrows";

    private final String bob = Some.user("bob");
    private final Api buyer = Api.as(bob);

    /** Asks for an escrow over 100 USD, with some fields of its body replaced. */
    private ApiAnswer asked(String fields) {
        try {
            ObjectNode body = (ObjectNode) Json.mapper().readTree(Some.escrow("sue", ""));
            body.setAll((ObjectNode) Json.mapper().readTree(fields.replace('\'', '"')));
            return buyer.post(ALL, Some.key(), body.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError(fields, e);
        }
    }

    private ApiAnswer withMilestones(int count) {
        return asked(IntStream.range(0, count)
                .mapToObj("{'milestone_id': '%1$d', 'title': 'part', 'amount': 1}"::formatted)
                .collect(Collectors.joining(", ", "{'amount': " + count + ", 'milestones': [", "]}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'seller_id': null} | invalid-request",
                "{'seller_id': ' '} | invalid-request",
                "{'amount': 0} | amount-not-positive",
                "{'amount': -1} | amount-not-positive",
                "{'amount': 0.001} | too-many-decimals",
                "{'currency': 'JPY', 'amount': 99.5} | too-many-decimals",
                "{'amount': 'ten'} | malformed-json",
                "{'currency': 'XXX'} | unknown-asset",
                "{'terms': ''} | invalid-request",
                "{'fee_basis_points': -1} | invalid-request",
                "{'fee_basis_points': 10001} | invalid-request",
                "{'fee_payer': 'both'} | invalid-request",
                "{'inspection_seconds': 0} | invalid-request",
                "{'inspection_seconds': 2592001} | invalid-request",
                "{'deadline': '2020-01-01T00:00:00Z'} | invalid-request",
                "{'deadline': 'tomorrow'} | malformed-json",
                "{'milestones': [null]} | invalid-request",
                "{'milestones': [{'milestone_id': 'a', 'title': 'all', 'amount': 99.99}]} | invalid-request",
                "{'milestones': [{'milestone_id': 'a', 'title': 'all', 'amount': 100.01}]} | invalid-request",
                "{'milestones': [{'milestone_id': 'a', 'title': 'all', 'amount': 100}, {'milestone_id': 'b', 'title': 'none', 'amount': 0}]} | amount-not-positive",
                "{'milestones': [{'milestone_id': 'a', 'title': 'half', 'amount': 50}, {'milestone_id': 'a', 'title': 'half', 'amount': 50}]} | invalid-request",
                "{'milestones': [{'milestone_id': 'a', 'amount': 100}]} | invalid-request"
            })
    void isRefused(String fields, String code) {
        assertEquals(code, asked(fields).code());
        assertEquals(0, buyer.get(ALL).expect(200).json().get("escrows").size(), "nothing of it is stored");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'fee_basis_points': 0}",
                "{'fee_basis_points': 10000}",
                "{'inspection_seconds': 1}",
                "{'inspection_seconds': 2592000}",
                "{'amount': '100.00'}",
                "{'milestones': [{'milestone_id': 'a', 'title': 'all', 'amount': '100.00'}]}",
                "{'milestones': [{'milestone_id': 'a', 'title': 'all', 'amount': 100}]}"
            })
    void whatIsJustWithinTheBoundsIsNot(String fields) {
        asked(fields).expect(201);
    }

    @Test
    void aDeadlineIsAtMostAYearAhead() {
        Instant year = Instant.now().plus(Duration.ofDays(365));
        asked("{'deadline': '" + year.minusSeconds(60) + "'}").expect(201);
        assertEquals(
                "invalid-request",
                asked("{'deadline': '" + year.plusSeconds(60) + "'}")
                        .expect(400)
                        .code());
    }

    @Test
    void thereAreAtMostAHundredMilestones() {
        withMilestones(100).expect(201);
        assertEquals("invalid-request", withMilestones(101).expect(400).code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ALL,
                "/api/red-packets",
                "/api/red-packets?role=received",
                ALL + "/{id}/timeline",
                "/api/admin/escrows/{id}",
                "/api/admin/payments/unapplied",
                "/api/admin/escrows/disputes"
            })
    void aPageHasBetweenOneAndFiveHundredItems(String list) {
        Api everybody = new Api(TestTokens.admin(bob));
        String escrow = asked("{}").expect(201).json().get("escrow_id").textValue();
        String page = list.replace("{id}", escrow) + (list.contains("?") ? "&" : "?");
        for (String query : List.of("limit=0", "limit=501", "limit=-1", "cursor=x")) {
            assertEquals(
                    "invalid-request", everybody.get(page + query).expect(400).code(), query);
        }
        everybody.get(page + "limit=1").expect(200);
        everybody.get(page + "limit=500").expect(200);
    }

    @Test
    void redPacketsAreSentOrReceived() {
        assertEquals(
                "invalid-request",
                buyer.get("/api/red-packets?role=claimed").expect(400).code());
    }

    @Test
    void nobodySellsToThemselves() {
        assertEquals(
                "invalid-request",
                asked("{'seller_id': '" + bob + "'}").expect(400).code());
    }

    @Test
    void partsAreWithinWhatIsHeld() {
        String escrow =
                ALL + "/" + asked("{}").expect(201).json().get("escrow_id").textValue();
        buyer.post(escrow + "/fund", Some.key(), "").expect(200);
        for (List<String> one : List.of(
                List.of("{\"amount\": 0}", "amount-not-positive"),
                List.of("{\"amount\": 100.01}", "escrow-exceeded"),
                List.of("{\"amount\": 0.001}", "too-many-decimals"),
                List.of("{\"amount\": \"0.001\"}", "too-many-decimals"),
                List.of("{\"amount\": \"one\"}", "malformed-json"),
                List.of("{\"amount\": 1, \"milestone_id\": \"a\"}", "invalid-request"),
                List.of("{\"milestone_id\": \"a\"}", "invalid-request"),
                List.of("{\"reason\": \"" + "x".repeat(501) + "\"}", "invalid-request"))) {
            assertEquals(
                    one.get(1),
                    buyer.post(escrow + "/release", Some.key(), one.get(0)).code(),
                    one.get(0));
        }
    }
}
