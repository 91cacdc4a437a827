package dev.florin.refund.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.RefundEvent;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.trace.Traces;
import dev.florin.refund.Owners;
import dev.florin.refund.Refunds;
import dev.florin.refund.Some;
import dev.florin.refund.refund.Refund;
import dev.florin.refund.refund.RefundConfig;
import dev.florin.refund.refund.RefundService;
import dev.florin.refund.source.Answer;
import dev.florin.refund.source.RefundSource;
import dev.florin.refund.source.SourceConfig;
import dev.florin.refund.source.SourceService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Owners that fail, crashes, and replicas: the money comes back once, and its owner is told once. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(Owners.class)
class ResilienceQuarkusTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    @Inject
    SweepService sweeps;

    @Inject
    SourceService sources;

    @Inject
    RefundService refunds;

    @Inject
    SweepStore store;

    @Inject
    RefundConfig config;

    @Inject
    SourceConfig owners;

    private final String alice = Some.user("alice");

    @BeforeEach
    void nothingIsDue() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        Refunds.forgetAll();
    }

    private static String refund(UUID thing, String column) {
        return SweepQuarkusTest.refund(thing, column);
    }

    private RefundSource wallet() {
        return sources.sources().stream()
                .filter(source -> source.name().equals("wallet"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Refundable> purchases(String user, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Owners.due(
                        Owners.thing(user, "purchase", "0.50", "USD", "purchase_timeout"), Owners.DUE_AT.plusMillis(i)))
                .toList();
    }

    private static <T> List<T> shuffled(List<T> all, long seed) {
        List<T> other = new ArrayList<>(all);
        Collections.shuffle(other, new Random(seed));
        return other;
    }

    private static Answer given(Refund refund) {
        return new Answer.Given(refund.thing().amount(), null, null, null);
    }

    /** As if the time to wait had passed. */
    private static void itIsTime(UUID thing) throws SQLException {
        Sql.asApplication()
                .execute(
                        "UPDATE refund SET next_at = '2026-01-01T00:00:00Z' WHERE next_at IS NOT NULL AND source_id = '"
                                + thing + "'");
    }

    @ParameterizedTest
    @EnumSource(
            value = Owners.Mood.class,
            names = {"FROZEN", "BROKEN", "DYING", "CONFUSED", "HANGING"})
    void whatFailsIsTriedAgainAndToldOnce(Owners.Mood mood) throws SQLException {
        UUID thing = Owners.WALLET.owes(alice);
        Owners.WALLET.is(mood);
        Sweep first = sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(0, first.completed());
        assertEquals(1, first.failed());
        assertEquals("retrying", refund(thing, "state"));
        assertEquals("t", refund(thing, "next_at > now() + interval '1 second'"));

        sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(1, Owners.WALLET.calls(thing), "not before its time");

        Owners.WALLET.is(Owners.Mood.WELL);
        itIsTime(thing);
        assertEquals(1, sweeps.sweep(Sweep.SCHEDULE).completed());
        assertEquals("completed", refund(thing, "state"));
        assertEquals("2", refund(thing, "attempts"));
        assertEquals(1, EventStub.toldTo(alice).size());
    }

    @Test
    void afterTheLastTryTheOperatorsAreTold() throws SQLException {
        UUID thing = Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.FROZEN);
        for (int i = 0; i < config.maxTries(); i++) {
            itIsTime(thing);
            sweeps.sweep(Sweep.SCHEDULE);
        }
        assertEquals("failed", refund(thing, "state"));
        sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(config.maxTries(), Owners.WALLET.calls(thing));
        assertEquals(List.of(), EventStub.toldTo(alice));
        String id = refund(thing, "id");
        List<EventEnvelope> told = EventStub.toldTo("boss").stream()
                .filter(event -> event.event() instanceof RefundEvent.RefundFailed failed
                        && failed.refundId().equals(id))
                .toList();
        assertEquals(1, told.size());
        assertEquals(List.of("root", "boss"), told.getFirst().audience());
        RefundEvent.RefundFailed failed =
                (RefundEvent.RefundFailed) told.getFirst().event();
        assertEquals("wallet-frozen", failed.failure());
        assertEquals(3, failed.attempts());
        assertEquals(alice, failed.userId());
    }

    /** Whoever took the refund had the answer and died with it: the row is processing, the money is back. */
    @Test
    void aCrashBeforeTheClosingCommitIsRepaired() throws SQLException, IOException {
        UUID thing = Owners.WALLET.owes(alice);
        RefundSource wallet = wallet();
        refunds.find("wallet", wallet.due(null, 1), TRACE);
        Refund taken = refunds.take("wallet", 1, "test").getFirst();
        RefundBatch.RefundOrder order =
                new RefundBatch.RefundOrder("purchase", thing, taken.id().toString(), TRACE);
        List<Answer> answers = wallet.refund(List.of(order));
        assertEquals(List.of(), EventStub.toldTo(alice));

        sweeps.sweep(Sweep.SCHEDULE);
        assertEquals("processing", refund(thing, "state"), "it may still be alive");
        itIsTime(thing);
        sweeps.sweep(Sweep.SCHEDULE);
        assertEquals("completed", refund(thing, "state"));
        assertEquals(2, Owners.WALLET.calls(thing));
        assertEquals(taken.id().toString(), Owners.WALLET.given(thing).refundId());
        // It had only been slow, and closes what is closed.
        assertEquals(Map.of(), refunds.settle(List.of(taken), answers));
        assertEquals(Map.of(), refunds.settle(List.of(taken), List.of(new Answer.Unknown("late"))));
        assertEquals("completed", refund(thing, "state"));
        assertEquals(1, EventStub.toldTo(alice).size());
    }

    @Test
    void replicasShareTheWorkWithoutDoublingIt() throws InterruptedException, ExecutionException {
        SweepService other = new SweepService(sources, refunds, store, config, owners, Traces.OFF, Clock.systemUTC());
        List<UUID> things =
                IntStream.range(0, 250).mapToObj(_ -> Owners.WALLET.owes(alice)).toList();
        int completed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Sweep>> both = List.of(
                    threads.submit(() -> sweeps.sweep(Sweep.SCHEDULE)),
                    threads.submit(() -> other.sweep(Sweep.SCHEDULE)));
            for (Future<Sweep> one : both) {
                completed += one.get().completed();
            }
        }
        assertEquals(250, completed);
        for (UUID thing : things) {
            assertEquals(1, Owners.WALLET.calls(thing));
        }
        assertEquals(250, EventStub.toldTo(alice).size());
    }

    @Test
    void replicasThatFindTheSameAtOnceWriteItDownOnce() throws InterruptedException, ExecutionException {
        List<Refundable> due = purchases(alice, 300);
        int found = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = IntStream.range(0, 8)
                    .mapToObj(seed -> threads.submit(() -> refunds.find("wallet", shuffled(due, seed), TRACE)))
                    .toList();
            for (Future<Integer> one : all) {
                found += one.get();
            }
        }
        assertEquals(300, found);
        assertEquals(300, Sql.number("SELECT count(*) FROM refund WHERE user_id = '" + alice + "'"));
    }

    @Test
    void attemptsThatAreAnsweredAtOnceCloseEachRefundOnce() throws InterruptedException, ExecutionException {
        refunds.find("wallet", purchases(alice, 200), TRACE);
        List<Refund> taken = refunds.take("wallet", 200, "test");
        int closed = 0;
        int completed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<Refund, Refund.Outcome>>> all = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                List<Refund> mine = shuffled(taken, seed).subList(0, 150);
                List<Answer> answers = mine.stream()
                        .map(refund -> refund.id().hashCode() % 2 == 0 ? given(refund) : new Answer.Unknown("slow"))
                        .toList();
                all.add(threads.submit(() -> refunds.settle(mine, answers)));
            }
            all.add(threads.submit(() -> refunds.settle(
                    taken, taken.stream().map(ResilienceQuarkusTest::given).toList())));
            for (Future<Map<Refund, Refund.Outcome>> one : all) {
                closed += one.get().size();
                completed += (int) one.get().values().stream()
                        .filter(outcome -> outcome instanceof Refund.Outcome.Completed)
                        .count();
            }
        }
        assertEquals(200, closed);
        assertEquals(completed, Sql.number("SELECT count(*) FROM refund WHERE state = 'completed'"));
        assertEquals(200, Sql.number("SELECT count(*) FROM refund_attempt WHERE answered_at IS NOT NULL"));
        assertEquals(completed, EventStub.toldTo(alice).size());
    }

    @Test
    void storiesOfWhatIsClosedTogetherAreToldInTheOrderOfTheRefunds() {
        refunds.find("wallet", purchases(alice, 40), TRACE);
        List<Refund> taken = refunds.take("wallet", 40, "test").reversed();
        refunds.settle(taken, taken.stream().map(ResilienceQuarkusTest::given).toList());
        assertEquals(
                taken.stream().map(refund -> refund.id().toString()).sorted().toList(),
                EventStub.toldTo(alice).stream()
                        .map(event -> ((RefundEvent.InstantRefund) event.event()).refundId())
                        .toList());
    }

    /** What the other replica has in hand stands at the head of the owner's list until it is given back. */
    @Test
    void anOwnerIsAskedForMoreWhenWhatWasFoundIsGivenBack() throws IOException {
        purchases(alice, 800).forEach(Owners.WALLET::owes);
        refunds.find("wallet", wallet().due(null, 100), TRACE);
        assertEquals(100, refunds.take("wallet", 100, "other").size());
        int before = Owners.WALLET.lists();
        assertEquals(700, sweeps.sweep(Sweep.SCHEDULE).completed());
        // Three times what is at the head, and what is behind it: 499, 201, and nothing.
        assertEquals(6, Owners.WALLET.lists() - before);
    }

    @Test
    void aHundredOrdersToProcessMakeOneRefund() throws InterruptedException, ExecutionException {
        UUID thing = Owners.WALLET.owes(alice);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ApiAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(threads.submit(() -> Api.asAdmin().post("/api/admin/refunds/process", "")));
            }
            for (Future<ApiAnswer> answer : answers) {
                answer.get().expect(200);
            }
        }
        assertEquals(1, Owners.WALLET.calls(thing));
        assertEquals(1, EventStub.toldTo(alice).size());
    }

    @Test
    void whoComesWhileASweepRunsJoinsIt() throws InterruptedException, ExecutionException {
        UUID slow = Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.HANGING);
        CompletableFuture<Sweep> joined = new CompletableFuture<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Sweep> first = threads.submit(() -> sweeps.sweep("admin:first"));
            Eventually.holds("the owner is asked", () -> Owners.WALLET.calls(slow) == 1);
            UUID late = Owners.ESCROW.owes(alice, "red_packet", "1", "USD", "expired");
            Thread second = Thread.ofVirtual().unstarted(() -> joined.complete(sweeps.sweep("admin:second")));
            second.start();
            String back = "SELECT count(*) FROM refund WHERE state = 'completed' AND source_id = '" + late + "'";
            Eventually.holds("the other source is swept", () -> Sql.number(back) == 1);
            assertFalse(joined.isDone(), "it waits for the one that it joined");
            Owners.WALLET.is(Owners.Mood.WELL);
            assertEquals(1, first.get().completed());
            assertEquals(2, joined.get().completed(), "its own, and what it joined");
            assertEquals(1, Owners.WALLET.calls(slow));
        }
    }

    /** It hangs: that is worse than being down, which is known at once. */
    @Test
    void aSourceThatHangsDelaysItsOwnRefundsOnly() throws InterruptedException, ExecutionException {
        UUID hangs = Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.HANGING);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Sweep> hanging = threads.submit(() -> sweeps.sweep(Sweep.SCHEDULE));
            Eventually.holds("the owner is asked", () -> Owners.WALLET.calls(hangs) == 1);
            UUID comes = Owners.ESCROW.owes(alice, "red_packet", "1", "USD", "expired");
            Sweeper escrow = sweeps.sweepers().stream()
                    .filter(sweeper -> sweeper.source().name().equals("escrow"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(1, sweeps.sweep(Sweep.POLL, escrow).completed());
            assertEquals("completed", refund(comes, "state"));
            assertFalse(hanging.isDone(), "the other is still waited for");
            Owners.WALLET.is(Owners.Mood.WELL);
            assertEquals(1, hanging.get().completed());
        }
    }

    @Test
    void ofThoseAskedForTogetherEachHasItsOwnAnswer() {
        List<UUID> things =
                IntStream.range(0, 7).mapToObj(_ -> Owners.WALLET.owes(alice)).toList();
        Owners.WALLET.freezes(things.get(3));
        Sweep sweep = sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(
                List.of(7), Owners.WALLET.together().stream().map(List::size).toList());
        assertEquals(6, sweep.completed());
        assertEquals(1, sweep.failed());
        for (UUID thing : things) {
            boolean isFrozen = thing.equals(things.get(3));
            assertEquals(isFrozen ? "retrying" : "completed", refund(thing, "state"));
            assertEquals(isFrozen ? "wallet-frozen" : "null", refund(thing, "failure"));
        }
        assertEquals(6, EventStub.toldTo(alice).size());
    }

    /** One that breaks its owner, or that it is slow with, fails all that are asked for with it: but not for ever. */
    @Test
    void whatFailsItsCompanyIsAskedForAloneInTheEnd() throws SQLException {
        List<UUID> things =
                IntStream.range(0, 40).mapToObj(_ -> Owners.WALLET.owes(alice)).toList();
        UUID cursed = things.getFirst();
        Owners.WALLET.isCursedWith(cursed);
        int most = 50;
        for (; most > 1; most /= 8) {
            Owners.WALLET.together().clear();
            sweeps.sweep(Sweep.SCHEDULE);
            int limit = most;
            assertTrue(Owners.WALLET.together().stream().allMatch(call -> call.size() <= limit));
            for (UUID thing : things) {
                itIsTime(thing);
            }
        }
        sweeps.sweep(Sweep.SCHEDULE);
        for (UUID thing : things) {
            assertEquals("completed", refund(thing, "state"));
        }
        assertEquals("3", refund(cursed, "attempts"));
        assertEquals(40, EventStub.toldTo(alice).size());
    }

    @ParameterizedTest
    @EnumSource(
            value = Owners.Mood.class,
            names = {"FROZEN", "BROKEN", "DYING", "CONFUSED", "HANGING"})
    void severalThatFailAreTriedAgainAndToldOnce(Owners.Mood mood) throws SQLException {
        UUID one = Owners.WALLET.owes(alice);
        UUID other = Owners.WALLET.owes(alice);
        Owners.WALLET.is(mood);
        assertEquals(2, sweeps.sweep(Sweep.SCHEDULE).failed());
        assertEquals(1, Owners.WALLET.together().size());
        Owners.WALLET.is(Owners.Mood.WELL);
        itIsTime(one);
        itIsTime(other);
        assertEquals(2, sweeps.sweep(Sweep.SCHEDULE).completed());
        assertEquals(2, EventStub.toldTo(alice).size());
    }

    @Test
    void whatIsNotOwedAmongSeveralIsTheOperators() {
        UUID one = Owners.WALLET.owes(alice);
        UUID other = Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.NOT_DUE);
        assertEquals(2, sweeps.sweep(Sweep.SCHEDULE).failed());
        assertEquals("failed", refund(one, "state"));
        assertEquals("failed", refund(other, "state"));
    }

    @Test
    void whoOrdersASweepAlsoGetsWhatOtherReplicasHaveInHand() throws InterruptedException, ExecutionException {
        SweepService other = new SweepService(sources, refunds, store, config, owners, Traces.OFF, Clock.systemUTC());
        UUID slow = Owners.WALLET.owes(alice, "purchase", "7", "JPY", "purchase_failed");
        Owners.WALLET.is(Owners.Mood.HANGING);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Sweep> theirs = threads.submit(() -> other.sweep(Sweep.SCHEDULE));
            Eventually.holds("the owner is asked", () -> Owners.WALLET.calls(slow) == 1);
            UUID mine = Owners.ESCROW.owes(alice, "red_packet", "0.000000000000000001", "ETH", "expired");
            Future<Sweep> ordered = threads.submit(() -> sweeps.process("admin:root"));
            String back = "SELECT count(*) FROM refund WHERE state = 'completed' AND source_id = '" + mine + "'";
            Eventually.holds("mine is back", () -> Sql.number(back) == 1);
            assertFalse(ordered.isDone(), "it waits for what the other replica has in hand");
            Owners.WALLET.is(Owners.Mood.WELL);
            assertEquals(1, theirs.get().completed());
            assertEquals(
                    Map.of(
                            "purchase_failed", new Tally.Reason(1, 0, Map.of("JPY", BigInteger.valueOf(7))),
                            "expired", new Tally.Reason(1, 0, Map.of("ETH", BigInteger.ONE))),
                    ordered.get().byReason());
        }
        assertEquals(1, Owners.WALLET.calls(slow));
        assertEquals(0, Sql.number("SELECT count(*) FROM sweep_under_way"));
    }

    @Test
    void aReplicaThatDiedInASweepHoldsUpNobody() throws SQLException {
        Sql.asApplication()
                .execute("INSERT INTO sweep_under_way (id, started_at, alive_until)"
                        + " VALUES (uuidv7(), now() - interval '1 hour', now() - interval '1 second')");
        UUID thing = Owners.WALLET.owes(alice);
        assertEquals(1, sweeps.process("admin:root").completed());
        assertEquals("completed", refund(thing, "state"));
    }

    @Test
    void aSourceThatIsDownDelaysItsOwnRefundsOnly() {
        UUID waits = Owners.WALLET.owes(alice);
        UUID comes = Owners.ESCROW.owes(alice, "red_packet", "1", "USD", "expired");
        Owners.WALLET.isDown(true);
        Sweep sweep = sweeps.sweep(Sweep.SCHEDULE);
        assertEquals(Set.of("wallet"), sweep.unreachable());
        assertEquals("completed", refund(comes, "state"));
        assertEquals(0, Owners.WALLET.calls(waits));
        Owners.WALLET.isDown(false);
        assertEquals(Set.of(), sweeps.sweep(Sweep.SCHEDULE).unreachable());
        assertEquals("completed", refund(waits, "state"));
        assertEquals("1", refund(waits, "attempts"));
    }
}
