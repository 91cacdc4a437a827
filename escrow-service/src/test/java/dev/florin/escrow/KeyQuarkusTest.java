package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.id.Ids;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A key of a caller stands for one request, over all endpoints that take one. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class KeyQuarkusTest {
    private static final String ESCROWS = "/api/v1/escrows";
    private static final String PACKETS = "/api/red-packets";
    private static final String REUSED = "idempotency-key-reused";

    /** Who may do everything: a user, and an admin for escrows of others. */
    private final String bob = Some.user("bob");

    private final Api caller = new Api(TestTokens.admin(bob));

    /** What takes a key. */
    enum Endpoint {
        CREATE,
        FUND,
        CONFIRM,
        RELEASE,
        REFUND,
        RESOLVE,
        SEND,
        CLAIM
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Endpoint.values())
                .flatMap(first -> Stream.of(Endpoint.values()).map(second -> Arguments.of(first, second)));
    }

    private record Request(String path, String body) {
        ApiAnswer sent(Api api, String key) {
            return api.post(path, key, body);
        }
    }

    /** One of its own each time, which succeeds with a new key. */
    private Request request(Endpoint endpoint) {
        Api stranger = Api.as(Some.user("stranger"));
        return switch (endpoint) {
            case CREATE -> new Request(ESCROWS, Some.escrow(Some.user("sue"), ""));
            case FUND -> new Request(made(caller, Some.user("sue")) + "/fund", "");
            case CONFIRM -> new Request(funded(caller, Some.user("sue")) + "/confirm", "");
            case RELEASE -> new Request(funded(caller, Some.user("sue")) + "/release", "{}");
            case REFUND -> new Request(funded(stranger, bob) + "/refund", "{}");
            case RESOLVE -> new Request(disputed(stranger) + "/resolve", "{\"outcome\": \"refund\"}");
            case SEND ->
                new Request(
                        PACKETS, Some.redPacket(10, 2, "equal", ", \"recipients\": [\"" + Some.user("sue") + "\"]"));
            case CLAIM -> new Request(sent(stranger) + "/claim", "");
        };
    }

    private static String made(Api buyer, String seller) {
        return ESCROWS + "/"
                + buyer.post(ESCROWS, Some.key(), Some.escrow(seller, ""))
                        .expect(201)
                        .json()
                        .get("escrow_id")
                        .textValue();
    }

    private static String funded(Api buyer, String seller) {
        String escrow = made(buyer, seller);
        buyer.post(escrow + "/fund", Some.key(), "").expect(200);
        return escrow;
    }

    private static String disputed(Api buyer) {
        String escrow = funded(buyer, Some.user("sue"));
        buyer.post(escrow + "/dispute", "{\"reason\": \"broken\"}").expect(200);
        return escrow.replace(ESCROWS, "/api/admin/escrows");
    }

    private static String sent(Api sender) {
        return PACKETS + "/"
                + sender.post(PACKETS, Some.key(), Some.redPacket(10, 2, "equal", ""))
                        .expect(201)
                        .json()
                        .get("packet_id")
                        .textValue();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isRefusedForAnotherRequest(Endpoint first, Endpoint second) {
        String key = Some.key();
        Request request = request(first);
        ApiAnswer answer = request.sent(caller, key);
        assertTrue(answer.status() < 300, answer.text());
        assertEquals(REUSED, request(second).sent(caller, key).expect(422).code());
        ApiAnswer again = request.sent(caller, key);
        assertEquals(answer.text(), again.text());
        assertTrue(again.isReplayed());
    }

    @ParameterizedTest
    @EnumSource
    void isVisibleAsciiOfAtMost128Characters(Endpoint endpoint) {
        Request request = request(endpoint);
        assertEquals(
                "idempotency-key-missing",
                caller.post(request.path(), request.body()).expect(400).code());
        for (String key : List.of("two words", "x".repeat(129))) {
            assertEquals(
                    "idempotency-key-invalid",
                    request.sent(caller, key).expect(400).code(),
                    key);
        }
        String longest = Some.key() + "x".repeat(92);
        ApiAnswer answer = request.sent(caller, longest);
        assertTrue(answer.status() < 300, answer.text());
    }

    /** Another replica has the key, and has not committed yet. */
    @ParameterizedTest
    @EnumSource
    void isNotUsedTwiceAtOnce(Endpoint endpoint) throws Exception {
        String key = Some.key();
        Request request = request(endpoint);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = Sql.asApplication().source().getConnection()) {
            other.setAutoCommit(false);
            try (PreparedStatement use = other.prepareStatement("INSERT INTO used_key (id) VALUES (?)")) {
                use.setObject(1, Ids.derived("idempotency-key", bob, key));
                use.executeUpdate();
            }
            Future<ApiAnswer> answer = threads.submit(() -> request.sent(caller, key));
            Eventually.holds(
                    "it waits for the other one",
                    () -> Sql.number("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")
                            > 0);
            other.commit();
            assertTrue(answer.get().status() >= 400, answer.get().text());
        }
        assertEquals(REUSED, request.sent(caller, key).expect(422).code());
        assertTrue(request.sent(caller, Some.key()).status() < 300, "nothing of it was done");
    }
}
