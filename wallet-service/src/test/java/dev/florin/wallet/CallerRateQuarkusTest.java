package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A user's loop is that user's problem. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@TestProfile(CallerRateQuarkusTest.Slow.class)
class CallerRateQuarkusTest {
    private static final int BURST = 10;
    private static final int MORE = 50;

    /** One request a second, in the long run. */
    public static class Slow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("florin.rate.per-second", "1", "florin.rate.burst", Integer.toString(BURST));
        }
    }

    /** @param granted how many were granted before one was refused */
    private record Refused(int granted, ApiAnswer answer) {}

    private static Refused exhaust(Api api) {
        for (int granted = 0; granted < MORE; granted++) {
            ApiAnswer answer = api.get("/api/wallets");
            if (answer.status() != 200) {
                return new Refused(granted, answer);
            }
        }
        throw new AssertionError("nobody minds");
    }

    @Test
    void whoAsksTooFastIsToldWhenToComeBack() {
        Refused first = exhaust(Api.as(Some.user("alice")));
        assertTrue(first.granted() >= BURST, "each request counts once: " + first.granted());
        ApiAnswer refused = first.answer().expect(429);
        assertEquals("rate-limited", refused.code());
        assertEquals("application/problem+json", refused.header("Content-Type"));
        assertEquals("1", refused.header("Retry-After"));
        assertEquals("1", refused.header("RateLimit-Reset"));
        assertEquals("0", refused.header("RateLimit-Remaining"));
        assertEquals(Integer.toString(BURST), refused.header("RateLimit-Limit"));
        assertTrue(refused.json().hasNonNull("trace_id"));
    }

    @Test
    void whatWasRefusedDidNotHappenAndMayBeAskedForAgain() {
        String alice = Some.user("alice");
        String bob = Some.user("bob");
        Api api = Api.as(alice);
        UUID wallet = Api.as(bob).wallet("0");
        api.wallet("10");
        exhaust(api);
        String key = UUID.randomUUID().toString();
        assertEquals(429, api.pay(key, bob, "4").status());
        Eventually.holds("there is room again", () -> api.pay(key, bob, "4").status() == 201);
        assertEquals(new BigDecimal("4.00"), Api.as(bob).available(wallet));
    }

    @Test
    void nobodyElseIsHeldUp() {
        exhaust(Api.as(Some.user("alice")));
        Api.as(Some.user("bob")).get("/api/wallets").expect(200);
        for (int i = 0; i < MORE; i++) {
            Api.asAdmin().get("/api/admin/ledger/audit").expect(200);
            Api.asService().get("/internal/users/count").expect(200);
        }
    }
}
