package dev.florin.benchmark;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A service that has just started spends more on compiling itself than on what it is asked for, for minutes where two
 * cores have to do for everybody. What is measured is how fast it is after that.
 */
final class WarmUp {
    /** Of one core, all compilers of all services together. */
    private static final double BUSY = 0.1;

    private static final int ROUNDS_PER_SECOND = 5;

    private WarmUp() {}

    /**
     * Repeats a round of work until the compilers have hardly anything left to do, or five minutes have passed (with
     * {@code --tiny}: once).
     *
     * @param round gets its number, from 0 on; takes about twice as long as a load is measured
     */
    static void run(Options options, List<Subject> subjects, IntConsumer round) {
        run(options, () -> subjects.stream().flatMap(subject -> subject.processIds().values().stream()), round);
    }

    /** The same, for processes. */
    static void run(Options options, Supplier<Stream<Long>> processIds, IntConsumer round) {
        int atMost = (options.seconds() - 1) * ROUNDS_PER_SECOND + 1;
        for (int number = 0; number < atMost; number++) {
            long ticks = compilerTicks(processIds);
            long start = System.nanoTime();
            round.accept(number);
            double seconds = (System.nanoTime() - start) / 1e9;
            if ((compilerTicks(processIds) - ticks) / Proc.TICKS_PER_S < BUSY * seconds) {
                return;
            }
        }
    }

    private static long compilerTicks(Supplier<Stream<Long>> processIds) {
        return processIds.get().mapToLong(Proc::compilerTicks).sum();
    }
}
