package dev.florin.local;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process that we start, watch and stop. Started again it is the same child: same name, same log, same pid file.
 */
final class ChildProcess {
    private static final int REPORTED_LINES = 25;

    private final String name;
    private final LogFile log;
    private final PidFile pidFile;
    private final Consumer<String> onUnexpectedEnd;
    private volatile @Nullable Process process;
    private volatile boolean wanted;

    /** @param onUnexpectedEnd told once, with a report, when the process ends and nobody here wanted it */
    ChildProcess(String name, LogFile log, PidFile pidFile, Consumer<String> onUnexpectedEnd) {
        this.name = name;
        this.log = log;
        this.pidFile = pidFile;
        this.onUnexpectedEnd = onUnexpectedEnd;
    }

    void start(List<String> command, Map<String, String> environment) {
        if (isAlive()) {
            throw new IllegalStateException(name + " already runs");
        }
        ProcessBuilder builder = new ProcessBuilder(Signals.detached(command))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
        builder.environment().putAll(environment);
        try {
            wanted = true;
            Process started = builder.start();
            process = started;
            pidFile.write(started.toHandle());
            var _ = started.onExit().thenAccept(this::ended);
        } catch (IOException e) {
            throw new StartException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private void ended(Process dead) {
        if (wanted && dead.equals(process)) {
            onUnexpectedEnd.accept(obituary());
        }
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** @throws IllegalStateException if it was never started */
    ProcessHandle handle() {
        Process current = process;
        if (current == null) {
            throw new IllegalStateException(name + " does not run");
        }
        return current.toHandle();
    }

    /** Asks it to end, and kills it if it does not. Nothing happens if it does not run. */
    void stop(String signal, Duration within) {
        wanted = false;
        Process current = process;
        if (current != null) {
            Signals.stop(signal, current.toHandle(), within);
            buried(current);
        }
    }

    /** {@code kill -9} of it and its children; comes back when they are gone. */
    void kill() {
        wanted = false;
        Process current = process;
        if (current != null) {
            Signals.kill(current.toHandle());
            buried(current);
        }
    }

    /** It is gone; until this JVM has fetched its exit code too, it would count as alive to the next start. */
    private void buried(Process gone) {
        var _ = gone.onExit().join();
        pidFile.delete();
    }

    List<String> logTail(int lines) {
        return log.tail(lines);
    }

    /** Its name, how it ended, and its last words. */
    String obituary() {
        Process current = process;
        String end =
                current == null || current.isAlive() ? " is not ready" : " ended with exit code " + current.exitValue();
        return name + end + ". The end of " + log.path() + ":\n    "
                + String.join("\n    ", log.lastWords(REPORTED_LINES));
    }
}
