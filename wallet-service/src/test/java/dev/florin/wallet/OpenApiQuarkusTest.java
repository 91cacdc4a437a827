package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.OpenApiRules;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The document that clients are generated from, beside the service that it is about. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class OpenApiQuarkusTest {
    private final Api api = Api.as(Some.user("alice"));

    private static OpenApiRules rules() {
        return new OpenApiRules(
                new Api(null).get("/q/openapi?format=json").expect(200).json());
    }

    @Test
    void aGeneratorAndAReaderFindWhatTheyNeed() {
        rules().check();
    }

    @Test
    void everyCallOfAUserThatMovesMoneyRequiresAKey() {
        OpenApiRules rules = rules();
        assertEquals(
                List.of(
                        "POST /api/admin/wallets/{id}/adjustments",
                        "POST /api/wallet/deposits",
                        "POST /api/wallet/purchases",
                        "POST /api/wallet/transfers",
                        "POST /api/wallet/withdrawals"),
                rules.operations().stream().filter(rules::requiresKey).sorted().toList());
    }

    @Test
    void answersAreWhatItSays() {
        OpenApiRules rules = rules();
        String bob = Some.user("bob");
        UUID wallet = api.wallet("100");
        Api.as(bob).wallet("0");
        JsonNode paid = api.pay(bob, "60").expect(201).json();
        api.pay(bob, "1000").expect(422);
        rules.describes("POST /api/wallet/transfers", paid);
        rules.describes(
                "GET /api/wallet/transfers", api.get("/api/wallet/transfers").json());
        rules.describes("GET /api/wallets", api.get("/api/wallets").json());
        rules.describes(
                "GET /api/wallets/{id}", api.get("/api/wallets/" + wallet).json());
        rules.describes("GET /api/wallet/limits", api.get("/api/wallet/limits").json());
        rules.describes(
                "GET /api/admin/transactions/monitor",
                Api.asAdmin().get("/api/admin/transactions/monitor").json());
        rules.describes(
                "GET /api/admin/ledger/accounts/{id}/entries",
                Api.asAdmin()
                        .get("/api/admin/ledger/accounts/" + wallet + "/entries")
                        .json());
        rules.describes(
                "GET /api/admin/ledger/audit",
                Api.asAdmin().get("/api/admin/ledger/audit").json());
        EventStub.toldTo(bob);
        JsonNode alerts = Api.asAdmin().get("/api/admin/transactions/alerts").json();
        assertTrue(alerts.get("alerts").size() > 0);
        rules.describes("GET /api/admin/transactions/alerts", alerts);
    }
}
