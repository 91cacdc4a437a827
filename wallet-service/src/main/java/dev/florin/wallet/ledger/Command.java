package dev.florin.wallet.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations that stand and fall together.
 *
 * @param companions what else is stored if they happen
 * @param tellings what else is told if they happen
 * @param traceparent the trace of the request behind them
 */
public record Command(
        List<Operation> operations,
        List<Companion> companions,
        List<Telling> tellings,
        @Nullable String traceparent) {
    /** How many operations can be one unit. */
    public static final int MAX_OPERATIONS = 500;

    public Command {
        operations = List.copyOf(operations);
        companions = List.copyOf(companions);
        tellings = List.copyOf(tellings);
        if (operations.isEmpty() || operations.size() > MAX_OPERATIONS) {
            throw new IllegalArgumentException("1 to " + MAX_OPERATIONS + " operations, not " + operations.size());
        }
    }

    public Command(List<Operation> operations, @Nullable String traceparent) {
        this(operations, List.of(), List.of(), traceparent);
    }

    public static Command of(Operation operation, @Nullable String traceparent) {
        return new Command(List.of(operation), traceparent);
    }

    public Command with(Companion... more) {
        return new Command(operations, List.of(more), tellings, traceparent);
    }

    Command under(@Nullable String otherTraceparent) {
        return new Command(operations, companions, tellings, otherTraceparent);
    }

    public Command telling(Telling... more) {
        return new Command(operations, companions, List.of(more), traceparent);
    }
}
