package dev.florin.escrow.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.escrow.Some;
import dev.florin.escrow.WalletStub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the clock looks at. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class LateQuarkusTest {
    private static final Instant MUCH_LATER = Instant.parse("2999-01-01T00:00:00Z");
    private static final int ALL = 100_000;

    private final String bob = Some.user("bob");
    private final Api buyer = Api.as(bob);

    @Inject
    EscrowStore store;

    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.refuses(bob, null);
    }

    /** It has waits of its own, and a hundred of them would keep the clock from all others. */
    @Test
    void anEscrowWithAMovementUnderWayIsNotLate() {
        String id = buyer.post("/api/v1/escrows", Some.key(), Some.escrow(Some.user("sue"), ""))
                .expect(201)
                .json()
                .get("escrow_id")
                .textValue();
        UUID escrow = UUID.fromString(id);
        assertTrue(store.late(MUCH_LATER, ALL).contains(escrow));
        WalletStub.refuses(bob, "id-reused");
        buyer.post("/api/v1/escrows/" + id + "/fund", Some.key(), "").expect(503);
        assertEquals(
                1,
                Sql.number(
                        "SELECT count(*) FROM escrow_movement WHERE state = 'pending' AND escrow_id = '" + id + "'"));
        assertFalse(store.late(MUCH_LATER, ALL).contains(escrow));
    }
}
