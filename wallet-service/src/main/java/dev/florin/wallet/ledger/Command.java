package dev.florin.wallet.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations that stand and fall together.
 *
 * @param traceparent the trace of the request behind them
 */
public record Command(List<Operation> operations, @Nullable String traceparent) {
    /** How many operations can be one unit. */
    public static final int MAX_OPERATIONS = 500;

    public Command {
        operations = List.copyOf(operations);
        if (operations.isEmpty() || operations.size() > MAX_OPERATIONS) {
            throw new IllegalArgumentException("1 to " + MAX_OPERATIONS + " operations, not " + operations.size());
        }
    }

    public static Command of(Operation operation, @Nullable String traceparent) {
        return new Command(List.of(operation), traceparent);
    }
}
