package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.id.Ids;
import dev.florin.common.money.Asset;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.trace.Traces;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writers under load, next to each other, and with bad luck. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class LedgerWriterQuarkusTest {
    /** Of the twenty that the pool may have; jobs may be using the others. */
    private static final int CONNECTIONS = 15;

    @Inject
    DataSource dataSource;

    @Inject
    LedgerStore store;

    @Inject
    LedgerConfig config;

    @Inject
    LedgerService service;

    private final ConcurrentLinkedQueue<Integer> batches = new ConcurrentLinkedQueue<>();
    private final List<LedgerWriter> opened = new ArrayList<>();

    @AfterEach
    void theBooksBalance() throws InterruptedException {
        for (LedgerWriter writer : opened) {
            writer.close();
        }
        ApiAnswer audit = Api.asAdmin().get("/api/admin/ledger/audit").expect(200);
        assertTrue(audit.json().get("balanced").booleanValue(), audit.text());
    }

    private LedgerWriter writer() {
        return writer(Clock.systemUTC());
    }

    private LedgerWriter writer(Clock clock) {
        return writer(clock, config);
    }

    /** Lets another hold a lock for as long as two busy cores may take to come back to it. */
    private LedgerWriter patientWriter() {
        LedgerConfig patient = new SmallRyeConfigBuilder()
                .withMapping(LedgerConfig.class)
                .withDefaultValue("florin.ledger.lock-timeout", "PT12S")
                .withDefaultValue("florin.ledger.lock-timeout-alone", "PT12S")
                .build()
                .getConfigMapping(LedgerConfig.class);
        return writer(Clock.systemUTC(), patient);
    }

    private LedgerWriter writer(Clock clock, LedgerConfig of) {
        LedgerWriter writer =
                new LedgerWriter(dataSource, store, of, clock, Account::limits, () -> {}, batches::add, Traces.OFF);
        opened.add(writer);
        return writer;
    }

    private UUID wallet(long cents) {
        return wallet(Some.user("holder"), cents);
    }

    private UUID wallet(String owner, long cents) {
        UUID id = Ids.fresh();
        boolean opened = service.inTransaction(connection -> service.openWallet(connection, id, owner, Some.USD));
        assertTrue(opened);
        if (cents > 0) {
            UUID world = service.systemId(Account.Kind.WORLD, Some.USD);
            assertInstanceOf(
                    Outcome.Posted.class,
                    service.apply(Some.transfer(world, id, cents)).getFirst());
        }
        return id;
    }

    private List<UUID> wallets(int count, long cents) {
        return Stream.generate(() -> wallet(cents)).limit(count).toList();
    }

    private static String in(List<UUID> wallets) {
        return "('" + String.join("','", wallets.stream().map(UUID::toString).toList()) + "')";
    }

    private static long total(List<UUID> wallets) {
        return Sql.number("SELECT sum(posted) FROM account WHERE id IN " + in(wallets));
    }

    private static Command random(List<UUID> wallets, Random random) {
        int from = random.nextInt(wallets.size());
        int to = (from + 1 + random.nextInt(wallets.size() - 1)) % wallets.size();
        return Some.transfer(wallets.get(from), wallets.get(to), 1L + random.nextInt(2_000));
    }

    /** Keeps a writer from writing, so that what is ordered meanwhile is one batch. */
    private void inOneBatch(UUID blocked, Runnable orders) throws SQLException {
        try (Connection locker = FlorinTestResource.database().asApplication().getConnection();
                Statement statement = locker.createStatement()) {
            locker.setAutoCommit(false);
            statement.execute("SELECT FROM account WHERE id = '" + blocked + "' FOR UPDATE");
            orders.run();
            locker.rollback();
        }
    }

    @Test
    void whatIsOrderedTogetherIsCommittedTogether() throws SQLException {
        LedgerWriter writer = writer();
        UUID blocked = wallet(100);
        List<UUID> wallets = wallets(4, 10_000);
        List<CompletableFuture<List<Outcome>>> ordered = new ArrayList<>();
        CompletableFuture<List<Outcome>> first = writer.submit(Some.transfer(blocked, wallets.getFirst(), 1));
        Eventually.holds("the first is being written", () -> !batches.isEmpty());
        inOneBatch(
                blocked,
                () -> IntStream.range(0, 50)
                        .forEach(_ -> ordered.add(writer.submit(Some.transfer(wallets.get(0), wallets.get(1), 10)))));
        first.exceptionally(_ -> List.of()).join();
        ordered.forEach(
                outcome -> assertInstanceOf(Outcome.Posted.class, outcome.join().getFirst()));
        assertEquals(50, batches.stream().skip(1).mapToInt(Integer::intValue).sum());
        assertTrue(batches.size() < 20, "50 commands went in " + batches);
        assertEquals(
                500,
                10_000
                        - Sql.number("SELECT posted - 0 FROM account WHERE id = '" + wallets.get(0) + "'")
                        + (first.isCompletedExceptionally() ? 0 : 1));
    }

    /** An account in a currency that this version does not know, and a value that the database refuses. */
    @Test
    void onePoisonousCommandDoesNotSpoilItsNeighbours() throws SQLException {
        LedgerWriter writer = writer();
        List<UUID> wallets = wallets(3, 10_000);
        UUID strange = Ids.fresh();
        Sql.asApplication()
                .execute("INSERT INTO account (id, owner, asset, kind) VALUES ('" + strange + "', 'x-" + strange
                        + "', 'ZZZ', 'wallet')");
        Transfer.Order unstorable = Transfer.Order.of(
                Ids.fresh(), wallets.get(0), wallets.get(1), Some.usd(1), "test", null, "{\"a\":1e200000}");
        for (Command poison :
                List.of(Some.transfer(strange, wallets.get(0), 1), Command.of(new Operation.Post(unstorable), null))) {
            List<CompletableFuture<List<Outcome>>> good = new ArrayList<>();
            List<CompletableFuture<List<Outcome>>> bad = new ArrayList<>();
            inOneBatch(wallets.get(2), () -> {
                good.add(writer.submit(Some.transfer(wallets.get(2), wallets.get(0), 5)));
                good.add(writer.submit(Some.transfer(wallets.get(0), wallets.get(1), 5)));
                bad.add(writer.submit(poison));
                good.add(writer.submit(Some.transfer(wallets.get(1), wallets.get(0), 5)));
            });
            assertThrows(CompletionException.class, () -> bad.getFirst().join());
            good.stream()
                    .skip(1)
                    .forEach(outcome -> assertInstanceOf(
                            Outcome.Posted.class, outcome.join().getFirst()));
            assertInstanceOf(
                    Outcome.Posted.class,
                    writer.submit(Some.transfer(wallets.get(0), wallets.get(1), 5))
                            .join()
                            .getFirst(),
                    "and it goes on afterwards");
            assertEquals(0, Sql.number("""
                    SELECT count(*) FROM pg_stat_activity
                     WHERE state LIKE 'idle in transaction%' AND datname = current_database()
                       AND state_change < now() - interval '1 second'
                       AND pid IN (SELECT pid FROM pg_locks WHERE relation = 'account'::regclass)
                    """), "locks are held");
        }
        assertEquals(30_000, total(wallets));
    }

    @Test
    @Tag("slow")
    void twoReplicasShareTheSameAccounts() {
        LedgerWriter one = patientWriter();
        LedgerWriter other = patientWriter();
        List<UUID> wallets = wallets(6, 100_000);
        List<Outcome> outcomes;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            outcomes = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                Random random = new Random(i);
                                return IntStream.range(0, 150)
                                        .mapToObj(_ -> (i % 2 == 0 ? one : other).submit(random(wallets, random)))
                                        .toList()
                                        .stream()
                                        .map(future -> future.join().getFirst())
                                        .toList();
                            },
                            threads))
                    .toList()
                    .stream()
                    .flatMap(future -> future.join().stream())
                    .toList();
        }
        assertEquals(1_200, outcomes.size());
        assertEquals(600_000, total(wallets));
        assertEquals(0, Sql.number("""
                SELECT count(*) FROM account a
                 WHERE id IN %s AND (seq <> (SELECT count(*) FROM entry WHERE account_id = a.id)
                    OR seq <> (SELECT max(seq) FROM entry WHERE account_id = a.id))
                """.formatted(in(wallets))));
    }

    /** Places of instants are found by bisection, and pages go on by time. */
    @Test
    void timesRiseWithTheNumbersAlthoughTheClocksOfReplicasDiffer() {
        LedgerWriter one = writer();
        LedgerWriter behind = writer(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-5)));
        String owner = Some.user("holder");
        UUID wallet = wallet(owner, 0);
        UUID world = service.systemId(Account.Kind.WORLD, Some.USD);
        for (int i = 0; i < 20; i++) {
            LedgerWriter writer = i % 2 == 0 ? one : behind;
            assertInstanceOf(
                    Outcome.Posted.class,
                    writer.submit(Some.transfer(world, wallet, 1)).join().getFirst());
        }
        assertEquals(0, Sql.number("""
                SELECT count(*) FILTER (WHERE earlier)
                  FROM (SELECT created_at < lag(created_at) OVER (ORDER BY seq) AS earlier FROM entry
                         WHERE account_id = '%s') line
                """.formatted(wallet)));
        List<String> listed = listedOneByOne(Api.as(owner));
        assertEquals(20, listed.size());
        assertEquals(20, listed.stream().distinct().count());
    }

    private static List<String> listedOneByOne(Api owner) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = owner.get("/api/wallet/transactions/detailed?limit=1" + cursor)
                    .expect(200)
                    .json();
            page.get("transactions").forEach(each -> ids.add(each.get("id").textValue()));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty() && ids.size() < 100);
        return ids;
    }

    /** The same ids at both at once: one moves the money, the other says that it is done. */
    @Test
    void twoReplicasThatGetTheSameOrderMoveMoneyOnce() {
        LedgerWriter one = patientWriter();
        LedgerWriter other = patientWriter();
        List<UUID> wallets = wallets(2, 100_000);
        List<Command> commands = IntStream.range(0, 100)
                .mapToObj(_ -> Some.transfer(wallets.get(0), wallets.get(1), 10))
                .toList();
        List<CompletableFuture<List<Outcome>>> all = commands.stream()
                .flatMap(command -> Stream.of(one.submit(command), other.submit(command)))
                .toList();
        long repeated = all.stream()
                .filter(future -> assertInstanceOf(
                                Outcome.Posted.class, future.join().getFirst())
                        .repeated())
                .count();
        assertEquals(100, repeated);
        assertEquals(101_000, Sql.number("SELECT posted FROM account WHERE id = '" + wallets.get(1) + "'"));
    }

    @Test
    void noWalletIsOpenedTwiceByTwoReplicas() {
        String owner = Some.user("racer");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long made = IntStream.range(0, 16)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> service.inTransaction(
                                    connection -> service.openWallet(connection, Ids.fresh(), owner, Asset.of("CHF"))),
                            threads))
                    .toList()
                    .stream()
                    .filter(CompletableFuture::join)
                    .count();
            assertEquals(1, made);
        }
    }

    @Test
    void aClosedWriterFinishesWhatItHas() throws InterruptedException {
        LedgerWriter writer = writer();
        List<UUID> wallets = wallets(2, 1_000);
        List<CompletableFuture<List<Outcome>>> ordered = IntStream.range(0, 100)
                .mapToObj(_ -> writer.submit(Some.transfer(wallets.get(0), wallets.get(1), 1)))
                .toList();
        writer.close();
        ordered.forEach(
                outcome -> assertInstanceOf(Outcome.Posted.class, outcome.join().getFirst()));
        FlorinException refused = assertThrows(
                FlorinException.class, () -> writer.submit(Some.transfer(wallets.get(0), wallets.get(1), 1)));
        assertEquals(ProblemType.TOO_BUSY, refused.type());
    }

    /** Whoever gets an error asks again with the same id, until there is an answer. */
    @Test
    @Tag("slow")
    void killedConnectionsLoseNothingAndDoubleNothing() {
        List<UUID> wallets = wallets(6, 100_000);
        AtomicBoolean running = new AtomicBoolean(true);
        List<Command> commands = new ArrayList<>();
        Random random = new Random(7);
        IntStream.range(0, 1_500).forEach(_ -> commands.add(random(wallets, random)));
        List<Outcome> outcomes;
        try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
            CompletableFuture<Integer> killer =
                    CompletableFuture.supplyAsync(() -> killAgainAndAgain(running), threads);
            outcomes = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> IntStream.range(0, commands.size())
                                    .filter(number -> number % 8 == i)
                                    .mapToObj(number -> settled(commands.get(number)))
                                    .toList(),
                            threads))
                    .toList()
                    .stream()
                    .flatMap(future -> future.join().stream())
                    .toList();
            running.set(false);
            assertTrue(killer.join() > 3, "too few were killed");
        }
        // Those that were killed while they waited in the pool must not be handed to the next test.
        Eventually.holds("all connections of the pool are alive", this::areAllAlive);
        assertEquals(commands.size(), outcomes.size());
        assertEquals(600_000, total(wallets));
        List<String> posted = outcomes.stream()
                .filter(Outcome.Posted.class::isInstance)
                .map(outcome -> ((Outcome.Posted) outcome).transfer().id().toString())
                .toList();
        assertEquals(posted.size(), posted.stream().distinct().count());
        assertEquals(
                posted.size() + 6L,
                Sql.number("SELECT count(*) FROM transfer WHERE refused IS NULL AND (debit IN " + in(wallets)
                        + " OR credit IN " + in(wallets) + ")"));
        assertEquals(
                BigInteger.valueOf(2L * posted.size() + 6),
                BigInteger.valueOf(Sql.number("SELECT count(*) FROM entry WHERE account_id IN " + in(wallets))));
    }

    @Test
    void connectionsThatDiedWhileNobodyNeededThemTurnNobodyAway() throws SQLException {
        List<UUID> wallets = wallets(2, 1_000);
        Eventually.holds("all connections of the pool are alive", this::areAllAlive);
        long ended = Sql.number("""
                SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                 WHERE usename = '%s'
                """.formatted(FlorinTestResource.database().application()));
        assertTrue(ended >= CONNECTIONS, ended + " were ended");
        assertInstanceOf(
                Outcome.Posted.class,
                service.apply(Some.transfer(wallets.get(0), wallets.get(1), 1)).getFirst());
        Eventually.holds("all connections of the pool are alive", this::areAllAlive);
        assertEquals(2_000, total(wallets));
    }

    /**
     * Takes as many as there may be at once, but for some that jobs use; one that is dead leaves the pool by failing.
     */
    private boolean areAllAlive() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        boolean alive = true;
        try {
            while (taken.size() < CONNECTIONS) {
                Connection connection = dataSource.getConnection();
                taken.add(connection);
                alive &= answers(connection);
            }
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        return alive;
    }

    private static boolean answers(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        } catch (SQLException e) {
            return false;
        }
    }

    private Outcome settled(Command command) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            try {
                return service.apply(command).getFirst();
            } catch (DatabaseException e) {
                // not known whether it happened: ask again
            }
        }
        throw new AssertionError("no answer after a thousand tries");
    }

    private static int killAgainAndAgain(AtomicBoolean running) {
        int killed = 0;
        while (running.get()) {
            killed +=
                    (int) Sql.number("""
                    SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
                     WHERE usename = '%s'
                    """.formatted(FlorinTestResource.database().application()));
            long done = Sql.number("SELECT count(*) FROM transfer");
            // the next one only after some more work was done
            while (running.get() && Sql.number("SELECT count(*) FROM transfer") < done + 60) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }
        return killed;
    }
}
