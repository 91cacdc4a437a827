package dev.florin.refund.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.refund.Owners;
import dev.florin.refund.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class ProcessorStatusQuarkusTest {
    @Test
    void servicesSeeWhatOperatorsSee() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        Owners.WALLET.owes(Some.user("alice"));
        Api.asAdmin().post("/api/admin/refunds/process", "").expect(200);
        JsonNode shown = Api.asAdmin()
                .get("/api/admin/refunds/processor-status")
                .expect(200)
                .json()
                .get("processor_status");
        JsonNode said = Api.asService()
                .get("/internal/refunds/processor-status")
                .expect(200)
                .json();
        assertEquals(shown, said);
    }
}
