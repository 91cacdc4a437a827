package dev.florin.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's own note of who works on a data folder. After a crash it refuses to start as long as any process has the
 * noted id, whoever that is; we can tell, because the note says when its process began.
 */
record PostmasterPid(Path data) {
    private static final int START_LINE = 2;
    private static final Duration TOLERANCE = Duration.ofSeconds(3);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    /**
     * Stops the noted server if it still runs (its launcher is gone: we hold the folder), and removes the note if it
     * means a stranger. A note that means nobody stays: PostgreSQL then makes sure that no child of the dead server is
     * left.
     */
    void clear() {
        Path file = data.resolve("postmaster.pid");
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            Optional<ProcessHandle> holder = lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(ProcessHandle::isAlive);
            if (holder.isEmpty()) {
                return;
            }
            if (lines.size() > START_LINE && began(holder.get(), lines.get(START_LINE))) {
                Signals.stop("INT", holder.get(), STOP_WITHIN);
            }
            // Ours too, if it was killed and nobody has fetched it yet: to PostgreSQL its id would look alive.
            if (holder.get().isAlive()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | NumberFormatException e) {
            throw new StartException("PostgreSQL's note " + file + " cannot be read: " + e, e);
        }
    }

    private static boolean began(ProcessHandle process, String epochSeconds) {
        Instant noted = Instant.ofEpochSecond(Long.parseLong(epochSeconds.strip()));
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, noted).abs().compareTo(TOLERANCE) < 0)
                .orElse(false);
    }
}
