package dev.florin.refund.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.wallet.LedgerRefunds;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.refund.Owners;
import dev.florin.refund.Refunds;
import dev.florin.refund.Some;
import dev.florin.refund.source.SourceService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Books that are forged turn everything red, and green again once they are put right. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class ReconciliationQuarkusTest {
    private static final String RECONCILIATION = "/api/admin/refunds/reconciliation";

    @Inject
    ReconciliationStore store;

    @Inject
    BookStore copies;

    @Inject
    SourceService sources;

    @Inject
    ReconciliationConfig config;

    private final String alice = Some.user("alice");
    private final Api admin = Api.asAdmin();

    @BeforeEach
    void onlyThisTestsRefundsExist() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        Refunds.forgetAll();
    }

    /** What is red here must not be so for the tests of other classes. */
    @AfterEach
    void allIsWell() {
        onlyThisTestsRefundsExist();
        reconcile();
    }

    private JsonNode reconcile() {
        return admin.post(RECONCILIATION, "").expect(200).json();
    }

    private void process() {
        admin.post("/api/admin/refunds/process", "").expect(200);
    }

    private static LedgerRefunds.Item movementOf(UUID thing) {
        return Owners.LEDGER.values().stream()
                .filter(movement -> movement.key().endsWith(thing.toString()))
                .findFirst()
                .orElseThrow();
    }

    /** One way to forge a book. */
    enum Forgery {
        NO_MOVEMENT,
        MORE_THAN_ONE_MOVEMENT,
        OTHER_AMOUNT_MOVED,
        OTHER_USER_PAID,
        MOVEMENT_WITHOUT_REFUND,
        NOT_GIVEN_BY_OWNER,
        OTHER_AMOUNT_GIVEN,
        GIVEN_WITHOUT_REFUND;

        /** @return how it is put right */
        Runnable commit(UUID thing) {
            LedgerRefunds.Item right = movementOf(thing);
            return switch (this) {
                case NO_MOVEMENT -> {
                    Owners.LEDGER.remove(right.id());
                    yield () -> Owners.LEDGER.put(right.id(), right);
                }
                case MORE_THAN_ONE_MOVEMENT ->
                    adding(Owners.movement("purchase", thing, right.userId(), right.amount(), "USD"));
                case OTHER_AMOUNT_MOVED -> replacing(right, right.userId(), new BigDecimal("0.51"));
                case OTHER_USER_PAID -> replacing(right, "eve", right.amount());
                case MOVEMENT_WITHOUT_REFUND ->
                    adding(Owners.movement("purchase", UUID.randomUUID(), "eve", BigDecimal.ONE, "USD"));
                case NOT_GIVEN_BY_OWNER -> {
                    Refund given = Owners.WALLET.forgets(thing);
                    yield () -> Owners.WALLET.gave(given);
                }
                case OTHER_AMOUNT_GIVEN -> {
                    Refund given = Owners.WALLET.given(thing);
                    Owners.WALLET.gave(with(given, thing, new BigDecimal("0.49")));
                    yield () -> Owners.WALLET.gave(given);
                }
                case GIVEN_WITHOUT_REFUND -> {
                    UUID other = UUID.randomUUID();
                    Owners.WALLET.gave(with(Owners.WALLET.given(thing), other, BigDecimal.TEN));
                    yield () -> Owners.WALLET.forgets(other);
                }
            };
        }

        private static Runnable adding(LedgerRefunds.Item movement) {
            Owners.LEDGER.put(movement.id(), movement);
            return () -> Owners.LEDGER.remove(movement.id());
        }

        private static Runnable replacing(LedgerRefunds.Item right, String user, BigDecimal amount) {
            Owners.LEDGER.put(
                    right.id(),
                    new LedgerRefunds.Item(
                            right.key(), right.id(), right.movement(), user, amount, "USD", right.createdAt()));
            return () -> Owners.LEDGER.put(right.id(), right);
        }

        private static Refund with(Refund given, UUID id, BigDecimal amount) {
            return new Refund(
                    given.kind(),
                    id,
                    given.refundId(),
                    given.userId(),
                    amount,
                    given.currency(),
                    given.reason(),
                    null,
                    null,
                    null,
                    given.dueAt(),
                    given.refundedAt());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aForgedBookTurnsItRedAndItsRepairGreen(Forgery forgery) {
        UUID thing = Owners.WALLET.owes(alice);
        process();
        Runnable repair = forgery.commit(thing);
        JsonNode red = reconcile();
        assertFalse(red.get("reconciled").booleanValue());
        assertEquals(1, red.get("difference_count").intValue(), red::toPrettyString);
        JsonNode difference = red.at("/differences/0");
        assertEquals(
                Difference.Rule.valueOf(forgery.name()).wireName(),
                difference.get("rule").textValue());
        assertEquals("purchase", difference.get("kind").textValue());
        assertEquals(red.get("differences"), admin.get(RECONCILIATION).json().get("differences"));
        assertTrue(new Api(null).get("/q/metrics").text().contains("refund_differences 1.0"));
        assertEquals(503, new Api(null).get("/q/health/ready").status());
        assertEquals(200, new Api(null).get("/q/health/live").status());

        ReconciliationService other =
                new ReconciliationService(store, copies, sources, config, Clock.systemUTC(), new SimpleMeterRegistry());
        other.recall(new io.quarkus.runtime.StartupEvent());
        assertEquals(1, other.knownDifferences(), "another replica, or this one after a restart");

        repair.run();
        JsonNode green = reconcile();
        assertTrue(green.get("reconciled").booleanValue(), green::toPrettyString);
        assertTrue(new Api(null).get("/q/metrics").text().contains("refund_differences 0.0"));
        assertEquals(200, new Api(null).get("/q/health/ready").status());
    }

    @Test
    void whatIsInOrderIsComparedToTheLastLine() {
        for (int i = 0; i < 60; i++) {
            Owners.WALLET.owes(alice);
            Owners.ESCROW.owes(alice, "red_packet", "0.0000000007", "DOT", "expired");
        }
        Owners.WALLET.owes(alice, "withdrawal", "700", "JPY", "transaction_failed");
        Owners.WALLET.owes(alice, "withdrawal", "0.000000000000000001", "ETH", "transaction_failed");
        process();
        JsonNode view = reconcile();
        assertTrue(view.get("reconciled").booleanValue(), view::toPrettyString);
        assertEquals(0, view.get("waiting").intValue());
        assertEquals(122, Sql.number("SELECT count(*) FROM book_line WHERE book = 'ledger'"));
        assertEquals(62, Sql.number("SELECT count(*) FROM book_line WHERE book = 'owner:wallet'"));
        assertEquals(60, Sql.number("SELECT count(*) FROM book_line WHERE book = 'owner:escrow'"));
        assertTrue(view.at("/complete_until/ledger").isTextual());
        assertTrue(view.get("last_run").isTextual());
    }

    @Test
    void whatIsUnderWayIsNoDifference() {
        Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.DYING);
        process();
        assertEquals(1, Owners.LEDGER.size());
        assertTrue(reconcile().get("reconciled").booleanValue());
    }

    @Test
    void whatTheLedgerMovedForAFailedRefundIsADifference() {
        UUID thing = Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.NOT_DUE);
        process();
        LedgerRefunds.Item movement = Owners.movement("purchase", thing, alice, new BigDecimal("0.50"), "USD");
        Owners.LEDGER.put(movement.id(), movement);
        JsonNode red = reconcile();
        assertEquals("movement_without_refund", red.at("/differences/0/rule").textValue());
        assertEquals("failed", red.at("/differences/0/expected").textValue());
    }

    @Test
    void aBookThatCannotBeReadDelaysWhatItHasToSaySomethingAbout() {
        UUID thing = Owners.WALLET.owes(alice);
        Owners.ESCROW.owes(alice, "red_packet", "1", "JPY", "expired");
        process();
        Owners.LEDGER.remove(movementOf(thing).id());
        Owners.ESCROW.isDown(true);
        JsonNode view = reconcile();
        assertEquals("no_movement", view.at("/differences/0/rule").textValue());
        assertEquals(1, view.get("difference_count").intValue(), view::toPrettyString);
        assertTrue(view.get("waiting").intValue() > 0);
        assertFalse(view.get("complete_until").has("owner:escrow"));
        Owners.ESCROW.isDown(false);
        assertEquals(0, reconcile().get("waiting").intValue());
    }

    @Test
    void whileAnotherReplicaReconcilesThisOneReadsOnly() throws SQLException {
        Sql.asSuperuser().execute("UPDATE reconciliation SET taken_until = now() + interval '1 minute'");
        assertTrue(reconcile().get("last_run").isNull());
        Sql.asSuperuser().execute("UPDATE reconciliation SET taken_until = now() - interval '1 second'");
        assertTrue(reconcile().get("last_run").isTextual());
    }
}
