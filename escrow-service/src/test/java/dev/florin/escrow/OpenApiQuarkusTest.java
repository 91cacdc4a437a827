package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.OpenApiRules;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The document that clients are generated from; that answers are what it says is seen by all other tests. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class OpenApiQuarkusTest {
    private static OpenApiRules rules() {
        return new OpenApiRules(
                new Api(null).get("/q/openapi?format=json").expect(200).json());
    }

    @Test
    void aGeneratorAndAReaderFindWhatTheyNeed() {
        rules().check();
    }

    @Test
    void everyCallThatMovesMoneyRequiresAKey() {
        OpenApiRules rules = rules();
        assertEquals(
                List.of(
                        "POST /api/admin/escrows/{id}/resolve",
                        "POST /api/red-packets",
                        "POST /api/red-packets/{id}/claim",
                        "POST /api/v1/escrows",
                        "POST /api/v1/escrows/{id}/confirm",
                        "POST /api/v1/escrows/{id}/fund",
                        "POST /api/v1/escrows/{id}/refund",
                        "POST /api/v1/escrows/{id}/release"),
                rules.operations().stream().filter(rules::requiresKey).sorted().toList());
    }
}
