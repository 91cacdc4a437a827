package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.OpenApiRules;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The document that clients are generated from, beside the service that it is about. */
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
                        "POST /api/v1/escrows/{id}/fund",
                        "POST /api/v1/escrows/{id}/refund",
                        "POST /api/v1/escrows/{id}/release"),
                rules.operations().stream().filter(rules::requiresKey).sorted().toList());
    }

    @Test
    void answersAreWhatItSays() {
        OpenApiRules rules = rules();
        Api api = Api.as(Some.user("bob"));
        JsonNode made = api.post("/api/v1/escrows", Some.key(), Some.escrow(Some.user("sue"), ""))
                .expect(201)
                .json();
        rules.describes("POST /api/v1/escrows", made);
        JsonNode packet = api.post("/api/red-packets", Some.key(), Some.redPacket(10, 2, "random", ""))
                .expect(201)
                .json();
        rules.describes("POST /api/red-packets", packet);
        rules.describes("GET /api/red-packets", api.get("/api/red-packets").json());
        rules.describes(
                "POST /api/red-packets/{id}/claim",
                Api.as(Some.user("sue"))
                        .post("/api/red-packets/" + packet.get("packet_id").textValue() + "/claim", Some.key(), "")
                        .expect(200)
                        .json());
        rules.describes("GET /api/v1/escrows", api.get("/api/v1/escrows").json());
        rules.describes(
                "GET /api/v1/escrows/{id}/timeline",
                api.get("/api/v1/escrows/" + made.get("escrow_id").textValue() + "/timeline")
                        .json());
    }
}
