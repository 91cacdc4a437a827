package dev.florin.wallet.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.Some;
import dev.florin.wallet.transfer.ScheduledTransfer.State;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduledTransferTest {
    private static ScheduledTransfer in(State state) {
        return new ScheduledTransfer(
                Some.id(1),
                "alice",
                "bob",
                Some.id(2),
                Some.id(3),
                Some.usd(50),
                "rent",
                Some.INSTANT.plusSeconds(60),
                state,
                null,
                Some.TRACEPARENT,
                Some.INSTANT);
    }

    private static String outcome(State state, Function<ScheduledTransfer, ScheduledTransfer> step) {
        try {
            return step.apply(in(state)).view().status();
        } catch (IllegalStateException e) {
            return "no";
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INITIATED,  PROCESSING CANCELLED,       cancelled, no",
        "PROCESSING, CANCELLED COMPLETED FAILED, cancelled, failed",
        "COMPLETED,  '',                         no,        no",
        "FAILED,     '',                         no,        no",
        "CANCELLED,  '',                         no,        no"
    })
    void itIsCancelledUntilItsMoneyHasMoved(State state, String next, String cancel, String fail) {
        assertEquals(
                Arrays.stream(next.split(" "))
                        .filter(name -> !name.isEmpty())
                        .map(State::valueOf)
                        .collect(Collectors.toSet()),
                state.next());
        assertEquals(cancel, outcome(state, ScheduledTransfer::cancelled));
        assertEquals(fail, outcome(state, transfer -> transfer.failed(ProblemType.INSUFFICIENT_FUNDS)));
    }

    @Test
    void itSaysWhyItFailedAndForgetsItForARepeatOfTheOrder() {
        ScheduledTransfer failed = in(State.PROCESSING).failed(ProblemType.INSUFFICIENT_FUNDS);
        assertEquals("insufficient-funds", failed.view().failureCode());
        assertEquals(100, failed.view().progress());
        assertEquals(in(State.INITIATED), failed.atFirst());
    }

    @Test
    void inEachStateItIsTheSameMovement() {
        assertEquals(
                1,
                Arrays.stream(State.values())
                        .map(state -> in(state).order())
                        .collect(Collectors.toSet())
                        .size());
        assertThrows(IllegalStateException.class, in(State.COMPLETED)::cancelled);
        assertEquals(Set.of(), State.COMPLETED.next());
    }
}
