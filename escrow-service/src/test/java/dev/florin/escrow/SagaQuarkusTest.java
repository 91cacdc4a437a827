package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.id.Ids;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every saga there is, with a ledger that dies before it does what it is asked to, or after it and before it says so.
 * When it is back the jobs finish all of them, with nobody's help: money moves once, and is told once.
 */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class SagaQuarkusTest {
    /** So many calls that are answered outweigh those that one saga, and the jobs meanwhile, make in vain. */
    private static final int CALLS = 8;

    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.is(WalletStub.Mood.WELL);
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "DYING"})
    void allAreFinishedOnce(WalletStub.Mood mood) throws Exception {
        List<Saga> sagas = Stream.concat(EscrowSagas.all().stream(), RedPacketSagas.all().stream())
                .toList();
        List<Integer> before = sagas.stream().map(saga -> saga.allTold().size()).toList();
        for (Saga saga : sagas) {
            theCircuitBreakerIsClosed();
            dies(mood, saga);
        }
        for (Saga saga : sagas) {
            if (saga.isRepeated()) {
                Eventually.holds(saga.name(), () -> saga.start().go().status() == 200);
            }
            Eventually.holds(saga.name(), () -> saga.stands().equals(saga.endsAs()));
        }
        for (int i = 0; i < sagas.size(); i++) {
            Saga saga = sagas.get(i);
            int from = before.get(i);
            Eventually.holds(
                    saga.name(),
                    () -> saga.allTold().size() >= from + saga.told().size());
            List<String> now = saga.allTold();
            assertEquals(saga.told(), now.subList(from, now.size()), saga.name());
            theLedgerSaysTheSame(saga);
        }
    }

    /** An open one would keep the ledger from being asked at all, and from dying of it. */
    private static void theCircuitBreakerIsClosed() {
        Api anybody = Api.as(Some.user("anybody"));
        for (int call = 0; call < CALLS; call++) {
            String key = Some.key();
            Eventually.holds(
                    "the ledger is asked",
                    () -> anybody.post("/api/red-packets", key, Some.redPacket(1, 1, "equal", ""))
                                    .status()
                            == 201);
        }
    }

    private static void dies(WalletStub.Mood mood, Saga saga) throws Exception {
        int asked = WalletStub.askedInAll();
        WalletStub.is(mood);
        ApiAnswer answer = saga.start().go();
        WalletStub.is(WalletStub.Mood.WELL);
        assertEquals(saga.expected(), answer.status(), saga.name());
        if (answer.status() == 503) {
            assertEquals("ledger-unavailable", answer.code(), saga.name());
            assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0, saga.name());
        }
        assertTrue(WalletStub.askedInAll() > asked, saga.name());
    }

    /** What the row says was paid is what the ledger has paid: each movement once. */
    private static void theLedgerSaysTheSame(Saga saga) {
        if (saga.isOfEscrow()) {
            BigDecimal received = WalletStub.received("user:" + saga.column("seller"));
            assertEquals(0, dollars(saga, "released").compareTo(received), saga.name());
            UUID hold = UUID.fromString(saga.column("hold_id::text"));
            assertEquals(0, dollars(saga, "held").compareTo(WalletStub.held(hold)), saga.name());
        } else {
            BigDecimal left = dollars(saga, "CASE WHEN refunded_at IS NULL THEN total - claimed ELSE 0 END");
            UUID hold = Ids.derived("hold", "red_packet:" + saga.column("id::text"));
            assertEquals(0, left.compareTo(WalletStub.held(hold)), saga.name());
        }
    }

    private static BigDecimal dollars(Saga saga, String cents) {
        return new BigDecimal(saga.column(cents)).movePointLeft(2);
    }
}
