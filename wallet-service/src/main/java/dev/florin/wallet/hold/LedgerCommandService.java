package dev.florin.wallet.hold;

import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommand;
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
import java.util.List;
import java.util.Objects;
import java.util.UUID;
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
    LedgerBatch.Results apply(LedgerCommand command, String traceparent) {
        List<Operation> operations =
                command.steps().stream().map(this::operation).toList();
        List<Outcome> outcomes = ledger.apply(new Command(operations, traceparent));
        return new LedgerBatch.Results(IntStream.range(0, outcomes.size())
                .mapToObj(i -> result(operations.get(i), outcomes.get(i)))
                .toList());
    }

    private Operation operation(LedgerCommand.Step step) {
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
            return capture(step.capture());
        }
        UUID hold = Objects.requireNonNull(step.release());
        Required.atMost(HoldResource.MAX_REFERENCE_LENGTH, "steps.released_for", step.releasedFor());
        return new Operation.Release(hold, accountOf(hold), Operation.Reason.VOIDED, step.releasedFor());
    }

    private Operation reserve(HoldOrder order) {
        HoldResource.requireWhole(order);
        return holds.operation(order, names.resolveOrNobody(order.account(), Asset.of(order.currency())));
    }

    private Operation capture(LedgerCommand.Capture capture) {
        Required.field("steps.capture.hold_id", capture.holdId());
        Required.field("steps.capture.order", capture.order());
        HoldResource.requireWhole(capture.order());
        Asset asset = Asset.of(capture.order().currency());
        return new Operation.Capture(
                capture.holdId(),
                Transfer.Order.ofCapture(
                        capture.order().id(),
                        capture.holdId(),
                        accountOf(capture.holdId()),
                        names.resolveOrNobody(capture.order().credit(), asset),
                        Money.positive(capture.order().amount(), asset),
                        capture.order().type(),
                        capture.order().reference()));
    }

    private UUID accountOf(UUID hold) {
        return holds.found(hold).order().account();
    }

    /** Only for a refund, whose owner is told: nobody else needs to have it read. */
    private @Nullable BigDecimal available(Hold released) {
        return released.releasedFor() == null
                ? null
                : ledger.account(released.order().account())
                        .map(account -> account.available().major())
                        .orElse(null);
    }

    private static UUID id(Operation operation) {
        return switch (operation) {
            case Operation.Post post -> post.order().id();
            case Operation.Reserve reserve -> reserve.order().id();
            case Operation.Capture capture -> capture.order().id();
            case Operation.Release release -> release.hold();
        };
    }

    private LedgerBatch.Result result(Operation operation, Outcome outcome) {
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
