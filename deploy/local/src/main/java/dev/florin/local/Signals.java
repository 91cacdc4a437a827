package dev.florin.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Signals to processes, and how to keep the terminal's signals away from them. */
final class Signals {
    private static final Duration KILL_WITHIN = Duration.ofSeconds(10);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(10);

    private Signals() {}

    /**
     * The command, run in a session of its own: Ctrl-C goes to every process of the terminal's group, and PostgreSQL
     * must not shut down while the services still work.
     */
    static List<String> detached(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (isOnPath("setsid")) {
            whole.add("setsid");
        } else if (isOnPath("perl")) { // macOS
            whole.addAll(
                    List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127", "--"));
        }
        whole.addAll(command);
        return whole;
    }

    private static boolean isOnPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** @param signal without SIG: {@code INT} */
    static void send(String signal, ProcessHandle process) {
        try {
            // The shell's own kill: a separate program of that name is not on every machine.
            new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + process.pid() + " 2>/dev/null")
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("cannot signal process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code kill -9} of a process and everything below it; comes back when all are gone. */
    static void kill(ProcessHandle process) {
        List<ProcessHandle> all = new ArrayList<>(List.of(process));
        all.addAll(process.descendants().toList());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> awaitEnd(each, KILL_WITHIN));
    }

    /** Asks with a signal, and kills what has not ended in time. */
    static void stop(String signal, ProcessHandle process, Duration within) {
        if (process.isAlive()) {
            send(signal, process);
            if (!awaitEnd(process, within)) {
                kill(process);
            }
        }
    }

    /** Looks often: the JDK's own wait for a process that is not our child looks every few seconds. */
    private static boolean awaitEnd(ProcessHandle process, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!isGone(process)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(LOOK_AGAIN_AFTER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * Whether it has ended. It may still have its entry: in a container the first process fetches what it inherits late
     * or never, and until then the JDK calls such a process alive.
     */
    static boolean isGone(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            // "1234 (name) Z ...": the name may hold anything, a closing bracket too.
            String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return status.startsWith("Z", status.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return !process.isAlive(); // gone by now, or a system without such files
        }
    }
}
