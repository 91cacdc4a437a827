package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request that comes again under its key: while the first one runs, and after the ledger has refused it. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class RepeatQuarkusTest extends EscrowCase {
    private static final String PACKETS = "/api/red-packets";

    /** What asks the ledger for something. */
    enum Request {
        FUND,
        RELEASE,
        REFUND,
        RESOLVE,
        SEND,
        CLAIM
    }

    /** @param payee whom the ledger is asked about */
    private record Ready(Api caller, String path, String body, String payee) {
        ApiAnswer sent(String key) {
            return caller.post(path, key, body);
        }
    }

    private Ready ready(Request request) {
        return switch (request) {
            case FUND -> new Ready(buyer, made("") + "/fund", "", bob);
            case RELEASE -> new Ready(buyer, funded("") + "/release", "{\"amount\":30}", sue);
            case REFUND -> new Ready(seller, funded("") + "/refund", "{\"amount\":30}", bob);
            case RESOLVE -> {
                String escrow = funded("");
                buyer.post(escrow + "/dispute", "{\"reason\":\"x\"}").expect(200);
                String path = "/api/admin/escrows/" + id(escrow) + "/resolve";
                yield new Ready(Api.asAdmin(), path, "{\"outcome\":\"release\"}", sue);
            }
            case SEND -> new Ready(buyer, PACKETS, Some.redPacket(10, 2, "random", ""), bob);
            case CLAIM -> {
                String packet = buyer.post(PACKETS, Some.key(), Some.redPacket(10, 2, "random", ""))
                        .expect(201)
                        .json()
                        .get("packet_id")
                        .textValue();
                yield new Ready(seller, PACKETS + "/" + packet + "/claim", "", sue);
            }
        };
    }

    private static void isReplay(ApiAnswer first, ApiAnswer again) {
        assertEquals(first.status(), again.status());
        assertArrayEquals(first.response().body(), again.response().body(), first.text() + again.text());
        assertEquals(first.header("Content-Type"), again.header("Content-Type"));
        assertFalse(first.isReplayed());
        assertTrue(again.isReplayed(), "a replay says that it is one");
    }

    private static void isDone(ApiAnswer answer) {
        assertTrue(answer.status() < 300, answer.text());
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsAnsweredTheSameForEver(Request request) {
        Ready ready = ready(request);
        String key = Some.key();
        WalletStub.isFrozen(ready.payee());
        ApiAnswer first = ready.sent(key).expect(422);
        assertEquals("recipient-frozen", first.code());
        WalletStub.isFrozen("nobody");
        isReplay(first, ready.sent(key));
        isReplay(first, ready.sent(key));
        isDone(ready.sent(Some.key()));
    }

    @ParameterizedTest
    @EnumSource
    void isTurnedAwayWhileTheFirstOneRuns(Request request) throws Exception {
        Ready ready = ready(request);
        String key = Some.key();
        int asked = WalletStub.asked(ready.payee()).size();
        WalletStub.is(WalletStub.Mood.SLOW);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ApiAnswer> running = threads.submit(() -> ready.sent(key));
            Eventually.holds(
                    "the ledger is asked", () -> WalletStub.asked(ready.payee()).size() > asked);
            ApiAnswer again = ready.sent(key).expect(409);
            WalletStub.is(WalletStub.Mood.WELL);
            assertEquals("idempotency-in-progress", again.code());
            assertTrue(Integer.parseInt(again.header("Retry-After")) > 0);
            assertFalse(again.isReplayed());
            isDone(running.get());
            isReplay(running.get(), ready.sent(key));
        }
    }
}
