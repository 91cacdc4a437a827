package dev.florin.wallet.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.id.Ids;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.MovableClock;
import dev.florin.common.test.Sql;
import dev.florin.common.trace.Traces;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of random orders, answered as {@link ModelLedger} answers them. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@Tag("slow")
class LedgerModelQuarkusTest {
    @Inject
    DataSource dataSource;

    @Inject
    LedgerStore store;

    @Inject
    LedgerConfig config;

    @Inject
    LedgerService service;

    /** Operations that stand and fall together; none means that an hour passes. */
    private record Step(List<ModelLedger.Op> ops) {}

    private static List<Step> story(long seed, int length, boolean withTime) {
        Random random = new Random(seed);
        return IntStream.range(0, length)
                .mapToObj(i -> {
                    if (withTime && random.nextInt(25) == 0) {
                        return new Step(List.of());
                    }
                    int size = random.nextInt(4) == 0 ? 2 + random.nextInt(4) : 1;
                    return new Step(IntStream.range(0, size)
                            .mapToObj(_ -> op(random, length, withTime))
                            .toList());
                })
                .toList();
    }

    /** Few ids, accounts and amounts, so that repeats, reuses and refusals are common. */
    private static ModelLedger.Op op(Random random, int length, boolean withTime) {
        int id = random.nextInt(length);
        int hold = random.nextInt(length / 6 + 1);
        int debit = account(random);
        int credit = (debit + 1 + random.nextInt(7)) % 8;
        long amount = 1L + random.nextInt(20);
        return switch (random.nextInt(9)) {
            case 0, 1 -> new ModelLedger.Post(id, ModelLedger.WORLD, 1 + random.nextInt(4), amount * 4);
            case 2, 3, 4 -> new ModelLedger.Post(id, debit, credit, amount);
            case 5, 6 -> new ModelLedger.Reserve(hold, account(random), amount, withTime ? random.nextInt(4) * 5 : 0);
            case 7 -> new ModelLedger.Capture(id, hold, account(random), 1 + amount / 3);
            default -> new ModelLedger.Release(hold, withTime && random.nextBoolean());
        };
    }

    private static int account(Random random) {
        return random.nextInt(5) > 0 ? 1 + random.nextInt(4) : random.nextInt(8);
    }

    /** A ledger of its own in the shared database: fresh accounts and ids, and a clock that is told the time. */
    private final class Stage {
        private final UUID salt = Ids.fresh();
        private final MovableClock clock =
                new MovableClock(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1)));
        private final Instant start = clock.instant();
        private final Function<Command, List<Outcome>> ledger;

        Stage(Function<MovableClock, Function<Command, List<Outcome>>> ledger) throws SQLException {
            this.ledger = ledger.apply(clock);
            for (int account = 0; account < ModelLedger.NOBODY; account++) {
                Sql.asApplication().execute("""
                        INSERT INTO account (id, owner, asset, kind) VALUES ('%s', '%s', '%s', '%s')
                        """.formatted(
                                account(account),
                                "model-" + account + "-" + salt,
                                account == ModelLedger.EUROS ? "EUR" : "USD",
                                account == ModelLedger.WORLD ? "world" : "wallet"));
            }
            Sql.asApplication()
                    .execute("UPDATE account SET frozen = true WHERE id = '" + account(ModelLedger.FROZEN) + "'");
        }

        private UUID account(int number) {
            return Ids.derived(salt.toString(), "account", String.valueOf(number));
        }

        private UUID id(int number) {
            return Ids.derived(salt.toString(), "transfer", String.valueOf(number));
        }

        private UUID hold(int number) {
            return Ids.derived(salt.toString(), "hold", String.valueOf(number));
        }

        /** @return what went otherwise than in the model, if anything did */
        Optional<String> play(List<Step> story) {
            ModelLedger model = new ModelLedger();
            for (int i = 0; i < story.size(); i++) {
                Step step = story.get(i);
                if (step.ops().isEmpty()) {
                    model.advance();
                    clock.advance(Duration.ofHours(1));
                    continue;
                }
                Command command = new Command(
                        step.ops().stream().map(op -> operation(op, model)).toList(), null);
                List<String> expected = model.apply(step.ops());
                List<String> actual = answers(command);
                if (!actual.equals(expected)) {
                    return Optional.of("step " + i + " " + step.ops() + ": " + actual + " instead of " + expected);
                }
            }
            return IntStream.range(0, ModelLedger.NOBODY)
                    .mapToObj(number -> difference(number, model))
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        /** A failure is an answer too, and not the one that the model gives. */
        private List<String> answers(Command command) {
            try {
                return ledger.apply(command).stream()
                        .map(LedgerModelQuarkusTest::word)
                        .toList();
            } catch (DatabaseException | CompletionException | IllegalStateException e) {
                return List.of(String.valueOf(e.getMessage()));
            }
        }

        private Optional<String> difference(int number, ModelLedger model) {
            Account account = service.account(account(number)).orElseThrow();
            String expected = model.posted(number) + " held " + model.held(number);
            String actual = account.posted() + " held " + account.held();
            return actual.equals(expected)
                    ? Optional.empty()
                    : Optional.of("account " + number + ": " + actual + " instead of " + expected);
        }

        private Operation operation(ModelLedger.Op op, ModelLedger model) {
            return switch (op) {
                case ModelLedger.Post post ->
                    new Operation.Post(Transfer.Order.of(
                            id(post.id()),
                            account(post.debit()),
                            account(post.credit()),
                            Some.usd(post.amount()),
                            "model",
                            null,
                            null));
                case ModelLedger.Reserve reserve ->
                    new Operation.Reserve(Some.hold(
                            hold(reserve.id()),
                            account(reserve.account()),
                            reserve.amount(),
                            reserve.expires() == 0 ? null : start.plus(Duration.ofHours(reserve.expires()))));
                case ModelLedger.Capture capture -> {
                    UUID debit = account(model.accountOf(capture.hold()));
                    UUID credit = account(capture.credit());
                    yield new Operation.Capture(
                            hold(capture.hold()),
                            Transfer.Order.ofCapture(
                                    id(capture.id()),
                                    hold(capture.hold()),
                                    debit,
                                    credit,
                                    Some.usd(capture.amount()),
                                    "model",
                                    null));
                }
                case ModelLedger.Release release ->
                    new Operation.Release(
                            hold(release.hold()),
                            account(model.accountOf(release.hold())),
                            release.expired() ? Operation.Reason.EXPIRED : Operation.Reason.VOIDED);
            };
        }
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Posted posted -> posted.repeated() ? "again" : "posted";
            case Outcome.Reserved _ -> "reserved";
            case Outcome.Released _ -> "released";
            case Outcome.Refused refused -> refused.reason().code();
        };
    }

    /** A capture that pays its own account cannot be ordered at all; the model need not know. */
    private static List<Step> playable(List<Step> story) {
        ModelLedger model = new ModelLedger();
        List<Step> playable = new ArrayList<>();
        for (Step step : story) {
            if (step.ops().isEmpty()) {
                model.advance();
                playable.add(step);
            } else if (step.ops().stream().noneMatch(op -> paysItself(op, step, model))) {
                model.apply(step.ops());
                playable.add(step);
            }
        }
        return playable;
    }

    private static boolean paysItself(ModelLedger.Op op, Step step, ModelLedger model) {
        if (!(op instanceof ModelLedger.Capture capture)) {
            return false;
        }
        boolean madeHere = step.ops().stream()
                .anyMatch(other -> other instanceof ModelLedger.Reserve reserve && reserve.id() == capture.hold());
        return madeHere || model.accountOf(capture.hold()) == capture.credit();
    }

    private void check(String name, List<Step> story, Function<MovableClock, Function<Command, List<Outcome>>> ledger)
            throws SQLException {
        List<Step> playable = playable(story);
        Optional<String> difference = new Stage(ledger).play(playable);
        if (difference.isPresent()) {
            List<Step> shortest = shrunk(playable, ledger);
            fail(name + ": " + difference.get() + "\nshortest story that still goes wrong, "
                    + new Stage(ledger).play(shortest).orElse("") + ":\n"
                    + String.join("\n", shortest.stream().map(Step::toString).toList()));
        }
    }

    /** Leaves out what is not needed for the failure, by playing what is left again. */
    private List<Step> shrunk(List<Step> story, Function<MovableClock, Function<Command, List<Outcome>>> ledger)
            throws SQLException {
        List<Step> shortest = story;
        for (int size = story.size() / 2; size >= 1; size /= 2) {
            for (int from = 0; from + size <= shortest.size(); ) {
                List<Step> without = new ArrayList<>(shortest);
                without.subList(from, from + size).clear();
                List<Step> playable = playable(without);
                if (new Stage(ledger).play(playable).isPresent()) {
                    shortest = playable;
                } else {
                    from += size;
                }
            }
        }
        return shortest;
    }

    private Function<Command, List<Outcome>> writer(MovableClock clock, List<LedgerWriter> opened) {
        LedgerWriter writer =
                new LedgerWriter(dataSource, store, config, clock, Account::limits, () -> {}, _ -> {}, Traces.OFF);
        opened.add(writer);
        return command -> writer.submit(command).join();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void answersAsTheModelDoes(long seed) throws SQLException, InterruptedException {
        List<LedgerWriter> opened = new ArrayList<>();
        try {
            check("seed " + seed, story(seed, 250, true), clock -> writer(clock, opened));
        } finally {
            for (LedgerWriter writer : opened) {
                writer.close();
            }
        }
        balanced();
    }

    /** The same in twelve threads at once: their commands share batches, and must not feel it. */
    @Test
    void answersAsTheModelDoesWhenBatchesAreShared() {
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            List<CompletableFuture<Void>> players = IntStream.range(100, 112)
                    .mapToObj(seed -> CompletableFuture.runAsync(
                            () -> {
                                try {
                                    check("seed " + seed, story(seed, 200, false), _ -> service::apply);
                                } catch (SQLException e) {
                                    throw new AssertionError(e);
                                }
                            },
                            threads))
                    .toList();
            players.forEach(CompletableFuture::join);
        }
        balanced();
    }

    private static void balanced() {
        ApiAnswer audit = Api.asAdmin().get("/api/admin/ledger/audit").expect(200);
        assertTrue(audit.json().get("balanced").booleanValue(), audit.text());
        assertEquals(
                0,
                Sql.number("SELECT count(*) FROM account WHERE kind = 'wallet' AND (posted - held < 0 OR held < 0)"));
    }
}
