package dev.florin.refund.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.api.refund.Refundable;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.RefundEvent;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.refund.Owners;
import dev.florin.refund.Refunds;
import dev.florin.refund.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is due is given back, and told. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class SweepQuarkusTest {
    @Inject
    SweepService sweeps;

    private final String alice = Some.user("alice");

    @BeforeEach
    void nothingIsDue() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        Refunds.forgetAll();
    }

    static String refund(UUID thing, String column) {
        return Sql.one("SELECT " + column + " FROM refund WHERE source_id = '" + thing + "'");
    }

    @Test
    void givesBackWhatIsDueAndTellsItsOwner() {
        UUID thing = Owners.WALLET.owes(alice);
        Sweep sweep = sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(
                Map.of("purchase_timeout", new Tally.Reason(1, 0, Map.of("USD", BigInteger.valueOf(50)))),
                sweep.byReason());
        assertEquals("completed", refund(thing, "state"));
        assertEquals("50", refund(thing, "given"));
        assertEquals("1000", refund(thing, "balance_after"));
        assertEquals(1, Owners.WALLET.calls(thing));
        assertEquals(refund(thing, "id"), Owners.WALLET.given(thing).refundId());

        List<EventEnvelope> told = EventStub.toldTo(alice);
        assertEquals(1, told.size());
        assertEquals(List.of(alice), told.getFirst().audience());
        assertEquals("/refund-service", told.getFirst().source());
        assertEquals(
                new RefundEvent.InstantRefund(
                        refund(thing, "id"),
                        "Instant Refund Processed",
                        "0.50 USD refunded for WhatsApp verification (purchase_timeout). New balance: 10.00 USD.",
                        "/wallet",
                        "money_back",
                        new BigDecimal("0.50"),
                        "USD",
                        "purchase_timeout",
                        "purchase",
                        thing.toString(),
                        new BigDecimal("10.00")),
                told.getFirst().event());
    }

    @Test
    void moneyThatWasOnlyHeldHasNoNewBalance() {
        UUID thing = Owners.WALLET.owes(alice, "withdrawal", "700", "JPY", "transaction_failed");
        sweeps.sweep(Sweep.SCHEDULE);
        assertEquals("completed", refund(thing, "state"));
        assertEquals("null", refund(thing, "transaction_id"));
        RefundEvent.InstantRefund told =
                (RefundEvent.InstantRefund) EventStub.toldTo(alice).getFirst().event();
        assertEquals("700 JPY refunded for your withdrawal (transaction_failed).", told.message());
    }

    @Test
    void aThingThatIsToldTwiceIsGivenBackOnce() {
        UUID thing = Owners.WALLET.owes(alice);
        Owners.WALLET.owes(alice);
        sweeps.sweep(Sweep.SCHEDULE);
        // An owner that forgot: what is completed here stays so.
        Owners.WALLET.owes(Owners.again(thing, alice));
        Sweep second = sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(Map.of(), second.byReason());
        assertEquals(1, Owners.WALLET.calls(thing));
        assertEquals(2, EventStub.toldTo(alice).size());
    }

    @Test
    void drainsMoreThanABatchOfSeveralOwnersAndAssets() {
        for (int i = 0; i < 230; i++) {
            Owners.WALLET.owes(alice);
        }
        Owners.ESCROW.owes(alice, "red_packet", "7.0000000000", "DOT", "expired");
        Owners.ESCROW.owes(alice, "red_packet", "2", "JPY", "expired");
        Sweep sweep = sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(
                Map.of(
                        "purchase_timeout", new Tally.Reason(230, 0, Map.of("USD", BigInteger.valueOf(11_500))),
                        "expired",
                                new Tally.Reason(
                                        2,
                                        0,
                                        Map.of("DOT", BigInteger.valueOf(70_000_000_000L), "JPY", BigInteger.TWO))),
                sweep.byReason());
        assertEquals(232, EventStub.toldTo(alice).size());
        assertEquals(230, Sql.number("SELECT completed - 2 FROM sweep WHERE id = '" + sweep.id() + "'"));
    }

    @Test
    void whatCannotBeIsLeftOutAndStopsNobody() {
        Owners.WALLET.owes(Owners.thing(alice, "purchase", "1", "GROATS", "purchase_failed"));
        Owners.WALLET.owes(Owners.thing(alice, "../purchase", "1", "USD", "purchase_failed"));
        Owners.WALLET.owes(Owners.thing(alice, "purchase", "-1", "USD", "purchase_failed"));
        UUID good = Owners.WALLET.owes(alice);
        Sweep sweep = sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(1, sweep.completed());
        assertEquals("completed", refund(good, "state"));
    }

    @Test
    void looksBehindAnyNumberThatCannotBeGivenBack() {
        Instant longAgo = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 1_100; i++) {
            Refundable odd = Owners.thing(alice, "purchase", "1", "GROATS", "purchase_failed");
            Owners.WALLET.owes(Owners.due(odd, longAgo.plusMillis(i)));
        }
        UUID good = Owners.WALLET.owes(alice);
        sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(1, Owners.WALLET.calls(good));
    }

    @Test
    void aPollThatFindsNothingLeavesNoRecord() {
        long before = Sql.number("SELECT count(*) FROM sweep");
        sweeps.sweep(Sweep.POLL);
        assertEquals(before, Sql.number("SELECT count(*) FROM sweep"));
        Owners.WALLET.owes(alice);
        sweeps.sweep(Sweep.POLL);
        sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(before + 2, Sql.number("SELECT count(*) FROM sweep"));
    }

    @Test
    void theDatabaseItselfTellsOfACompletedRefund() throws SQLException {
        UUID thing = Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.BROKEN);
        sweeps.sweep(Sweep.SCHEDULE);
        String id = refund(thing, "id");
        Sql.asApplication().execute("UPDATE refund SET state = 'processing' WHERE id = '" + id + "'");
        Sql.asApplication()
                .execute("UPDATE refund SET state = 'completed', next_at = NULL, given = 50, completed_at = now()"
                        + " WHERE id = '" + id + "'");
        assertEquals(1, EventStub.toldTo(alice).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE refund SET state = 'processing', next_at = now(), given = NULL, completed_at = NULL WHERE %s",
                "UPDATE refund SET given = 51 WHERE %s",
                "UPDATE refund SET amount = 51 WHERE %s",
                "DELETE FROM refund WHERE %s",
                "UPDATE refund_attempt SET answer = 'other' WHERE refund_id = (SELECT id FROM refund WHERE %s)",
                "DELETE FROM refund_attempt WHERE refund_id = (SELECT id FROM refund WHERE %s)",
                "INSERT INTO refund SELECT (jsonb_populate_record(r, jsonb_build_object('id', uuidv7(), 'source_id', uuidv7()))).* FROM refund r WHERE %s",
                "INSERT INTO refund SELECT (jsonb_populate_record(r, jsonb_build_object('id', uuidv7(), 'state', 'pending', 'next_at', now(), 'given', NULL, 'completed_at', NULL))).* FROM refund r WHERE %s",
            })
    void theDatabaseRefusesToRewriteARefund(String sql) {
        UUID thing = Owners.WALLET.owes(alice);
        sweeps.sweep(Sweep.SCHEDULE);
        SQLException refused = assertThrows(
                SQLException.class, () -> Sql.asApplication().execute(sql.formatted("source_id = '" + thing + "'")));
        assertTrue(List.of("23000", "23001", "23505", "42501").contains(refused.getSQLState()), refused.toString());
        assertEquals("50", refund(thing, "given"));
    }

    @Test
    void isMeasured() {
        Owners.WALLET.owes(alice, "purchase", "1", "USD", "purchase_cancelled");
        sweeps.sweep(Sweep.SCHEDULE);
        String metrics = new Api(null).get("/q/metrics").expect(200).text();
        assertTrue(metrics.contains("refunds_total{reason=\"purchase_cancelled\",status=\"completed\"} 1.0"), metrics);
        assertTrue(metrics.contains("refund_latency_seconds_bucket{le=\"5.0\"}"), metrics);
    }
}
