package dev.florin.refund;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.OpenApiRules;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The document that clients are generated from, beside the service that it is about. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class OpenApiQuarkusTest {
    private static final String ADMIN = "/api/admin/refunds/";

    @BeforeEach
    void nothingIsDue() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        Refunds.forgetAll();
    }

    private static OpenApiRules rules() {
        return new OpenApiRules(
                new Api(null).get("/q/openapi?format=json").expect(200).json());
    }

    @Test
    void aGeneratorAndAReaderFindWhatTheyNeed() {
        rules().check();
    }

    /** What is ordered here is given back once anyway, whoever repeats it. */
    @Test
    void noCallNeedsAKey() {
        OpenApiRules rules = rules();
        assertEquals(
                List.of(),
                rules.operations().stream().filter(rules::requiresKey).toList());
    }

    @Test
    void answersAreWhatItSays() {
        OpenApiRules rules = rules();
        Api admin = Api.asAdmin();
        String alice = Some.user("alice");
        UUID back = Owners.WALLET.owes(alice);
        rules.describes(
                "POST /api/admin/refunds/process",
                admin.post(ADMIN + "process", "").expect(200).json());
        Owners.WALLET.is(Owners.Mood.NOT_DUE);
        UUID lost = Owners.WALLET.owes(alice);
        Owners.ESCROW.is(Owners.Mood.FROZEN);
        Owners.ESCROW.owes(alice, "red_packet", "7", "JPY", "expired");
        admin.post(ADMIN + "process", "").expect(200);
        // A refund without its movement, so that there is a difference to be described.
        Owners.LEDGER.clear();
        for (String list : List.of("pending", "history", "failed", "processor-status")) {
            rules.describes(
                    "GET " + ADMIN + list, admin.get(ADMIN + list).expect(200).json());
        }
        rules.describes(
                "GET " + ADMIN + "{packet_id}",
                admin.get(ADMIN + back).expect(200).json());
        String failed = Sql.one("SELECT id FROM refund WHERE source_id = '" + lost + "'");
        rules.describes(
                "POST " + ADMIN + "{id}/retry",
                admin.post(ADMIN + failed + "/retry", "").expect(200).json());
        rules.describes(
                "POST " + ADMIN + "reconciliation",
                admin.post(ADMIN + "reconciliation", "").expect(200).json());
        rules.describes("GET /api/refunds", Api.as(alice).get("/api/refunds").json());
        rules.describes(
                "GET /api/refunds/{id}",
                Api.as(alice).get("/api/refunds/" + failed).json());
        // What is red here must not be so for the tests of other classes.
        nothingIsDue();
        admin.post(ADMIN + "reconciliation", "").expect(200);
    }
}
