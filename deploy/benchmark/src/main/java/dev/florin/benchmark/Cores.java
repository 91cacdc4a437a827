package dev.florin.benchmark;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the server on one core and the load on the other, where the system can do that. */
final class Cores {
    private static final String SERVER = "0";
    private static final String GENERATOR = "1";

    private static final @Nullable String CANNOT = whyNot();

    private Cores() {}

    /** What stands before the server's command: empty where it cannot be pinned. */
    static List<String> serverPrefix() {
        return CANNOT == null ? List.of("taskset", "-c", SERVER) : List.of();
    }

    /** For the notes of a section. */
    static String note() {
        return CANNOT == null
                ? "The server is pinned to core 0 (taskset), the generator to core 1; PostgreSQL runs where it likes."
                : "Nothing is pinned to a core: " + CANNOT + ".";
    }

    /** Moves this process, all threads of it, to the generator's core until it is closed. */
    static Pinned pinGenerator() {
        if (CANNOT == null) {
            move(GENERATOR);
        }
        return () -> {
            if (CANNOT == null) {
                move("0-" + (processors() - 1));
            }
        };
    }

    /** This process keeps to its core. */
    interface Pinned extends AutoCloseable {
        @Override
        void close();
    }

    private static void move(String cores) {
        long pid = ProcessHandle.current().pid();
        if (!runs("taskset", "-a", "-c", "-p", cores, Long.toString(pid))) {
            throw new IllegalStateException("taskset cannot move this process to " + cores);
        }
    }

    private static @Nullable String whyNot() {
        if (processors() < 2) {
            return "there is one core only";
        }
        return runs("taskset", "-c", SERVER, "true") && runs("taskset", "-c", GENERATOR, "true")
                ? null
                : "there is no taskset, or it may not";
    }

    private static int processors() {
        return Proc.processors();
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
