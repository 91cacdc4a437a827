package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class UserCountQuarkusTest {
    private static long count() {
        return Api.asService()
                .get("/internal/users/count")
                .expect(200)
                .json()
                .get("count")
                .longValue();
    }

    @Test
    void whoHasTwoWalletsIsOneUser() {
        long before = count();
        Api alice = Api.as(Some.user("alice"));
        alice.wallet("5");
        assertEquals(before + 1, count());
        alice.post("/api/wallets", "{\"currency\":\"EUR\"}").expect(201);
        assertEquals(before + 1, count());
        Api.as(Some.user("bob")).wallet("0");
        assertEquals(before + 2, count());
    }
}
