package dev.florin.wallet.hold;

import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.api.wallet.LedgerCommandBatch;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.AccountNameService;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.Hold;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.MovementMapper;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Applies steps of several kinds as one unit of the ledger. */
@Singleton
public class LedgerCommandService {
    private final LedgerService ledger;
    private final HoldService holds;
    private final AccountNameService names;
    private final MovementMapper movements;

    LedgerCommandService(LedgerService ledger, HoldService holds, AccountNameService names, MovementMapper movements) {
        this.ledger = ledger;
        this.holds = holds;
        this.names = names;
        this.movements = movements;
    }

    /** @throws FlorinException {@link ProblemType#INVALID_REQUEST}, before anything moves */
    LedgerBatch.Results apply(List<LedgerCommand.Step> steps, String traceparent) {
        List<Operation> operations =
                operations(steps, holds(Stream.ofNullable(steps).flatMap(List::stream)));
        return results(operations, ledger.apply(new Command(operations, traceparent)));
    }

    /**
     * Commands that do not depend on each other, as if each came alone; one that cannot be read does not hold up the
     * others.
     */
    LedgerCommandBatch.Answers applyAll(List<LedgerCommandBatch.Item> items, String traceparent) {
        items.forEach(item -> Required.field("commands", item));
        Map<UUID, Hold> known = holds(
                items.stream().flatMap(item -> Stream.ofNullable(item.steps()).flatMap(List::stream)));
        LedgerCommandBatch.Answer[] answers = new LedgerCommandBatch.Answer[items.size()];
        List<Integer> places = new ArrayList<>();
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            try {
                String own = items.get(i).traceparent();
                commands.add(new Command(operations(items.get(i).steps(), known), own == null ? traceparent : own));
                places.add(i);
            } catch (FlorinException e) {
                answers[i] = new LedgerCommandBatch.Answer(
                        e.type().status(), null, e.type().code());
            }
        }
        List<LedgerService.Result> results = ledger.applyEach(commands);
        requireAny(results);
        for (int i = 0; i < commands.size(); i++) {
            answers[places.get(i)] = answer(commands.get(i), results.get(i));
        }
        return new LedgerCommandBatch.Answers(List.of(answers));
    }

    /** If nothing is known of any, the request as a whole has failed. */
    private static void requireAny(List<LedgerService.Result> results) {
        if (!results.isEmpty() && results.stream().allMatch(result -> result.failure() != null)) {
            throw Objects.requireNonNull(results.getFirst().failure());
        }
    }

    private LedgerCommandBatch.Answer answer(Command command, LedgerService.Result result) {
        RuntimeException failure = result.failure();
        if (failure == null) {
            return new LedgerCommandBatch.Answer(
                    200, results(command.operations(), result.outcomes()).results(), null);
        }
        ProblemType problem =
                failure instanceof FlorinException known ? known.type() : ProblemType.DATABASE_UNAVAILABLE;
        return new LedgerCommandBatch.Answer(problem.status(), null, problem.code());
    }

    private LedgerBatch.Results results(List<Operation> operations, List<Outcome> outcomes) {
        return new LedgerBatch.Results(IntStream.range(0, outcomes.size())
                .mapToObj(i -> result(operations.get(i), outcomes.get(i)))
                .toList());
    }

    /** The holds that steps end or take from, in one look. */
    private Map<UUID, Hold> holds(Stream<LedgerCommand.Step> steps) {
        List<UUID> ids = steps.filter(Objects::nonNull)
                .flatMap(step -> Stream.of(
                        step.release(),
                        step.capture() == null ? null : step.capture().holdId()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return ids.isEmpty()
                ? Map.of()
                : ledger.holds(ids).stream().collect(Collectors.toMap(Hold::id, Function.identity()));
    }

    private List<Operation> operations(List<LedgerCommand.Step> steps, Map<UUID, Hold> known) {
        Required.field("steps", steps);
        if (steps.isEmpty() || steps.size() > LedgerCommand.MAX_STEPS) {
            throw Required.invalid("steps", "has 1 to " + LedgerCommand.MAX_STEPS + " steps");
        }
        return steps.stream().map(step -> operation(step, known)).toList();
    }

    private Operation operation(LedgerCommand.Step step, Map<UUID, Hold> known) {
        Required.field("steps", step);
        if (Stream.of(step.post(), step.reserve(), step.capture(), step.release())
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw Required.invalid("steps", "are one of post, reserve, capture and release each");
        }
        if (step.post() != null) {
            return movements.operation(step.post());
        }
        if (step.reserve() != null) {
            return reserve(step.reserve());
        }
        if (step.capture() != null) {
            return capture(step.capture(), known);
        }
        UUID hold = Objects.requireNonNull(step.release());
        Required.atMost(HoldResource.MAX_REFERENCE_LENGTH, "steps.released_for", step.releasedFor());
        return new Operation.Release(hold, accountOf(hold, known), Operation.Reason.VOIDED, step.releasedFor());
    }

    private Operation reserve(HoldOrder order) {
        HoldResource.requireWhole(order);
        return holds.operation(order, names.resolveOrNobody(order.account(), Asset.of(order.currency())));
    }

    private Operation capture(LedgerCommand.Capture capture, Map<UUID, Hold> known) {
        Required.field("steps.capture.hold_id", capture.holdId());
        Required.field("steps.capture.order", capture.order());
        HoldResource.requireWhole(capture.order());
        Asset asset = Asset.of(capture.order().currency());
        return new Operation.Capture(
                capture.holdId(),
                Transfer.Order.ofCapture(
                        capture.order().id(),
                        capture.holdId(),
                        accountOf(capture.holdId(), known),
                        names.resolveOrNobody(capture.order().credit(), asset),
                        Money.positive(capture.order().amount(), asset),
                        capture.order().type(),
                        capture.order().reference()));
    }

    private static UUID accountOf(UUID id, Map<UUID, Hold> known) {
        return HoldService.requireThere(id, Optional.ofNullable(known.get(id)))
                .order()
                .account();
    }

    /** Only for a refund, whose owner is told. */
    private static @Nullable BigDecimal available(Hold released) {
        Money available = released.releasedFor() == null ? null : released.available();
        return available == null ? null : available.major();
    }

    private static UUID id(Operation operation) {
        return switch (operation) {
            case Operation.Post post -> post.order().id();
            case Operation.Reserve reserve -> reserve.order().id();
            case Operation.Capture capture -> capture.order().id();
            case Operation.Release release -> release.hold();
        };
    }

    private static LedgerBatch.Result result(Operation operation, Outcome outcome) {
        UUID id = id(operation);
        return switch (outcome) {
            case Outcome.Posted _ -> new LedgerBatch.Result(id, "posted", null);
            case Outcome.Reserved _ -> new LedgerBatch.Result(id, "reserved", null);
            case Outcome.Released released -> new LedgerBatch.Result(id, "released", null, available(released.hold()));
            case Outcome.Refused refused ->
                new LedgerBatch.Result(id, "refused", refused.reason().code());
        };
    }
}
