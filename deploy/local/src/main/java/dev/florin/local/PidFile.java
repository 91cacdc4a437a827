package dev.florin.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notes which process was started, and when. Process ids are used again, so a process that has the id but began at
 * another time is a stranger.
 */
record PidFile(Path path) {
    /** The start time is computed from the boot time, which moves when the clock is corrected. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    private static final Pattern CONTENT = Pattern.compile("(\\d+) (\\d+)\\s*");

    void write(ProcessHandle process) {
        long startedAt =
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        DataFolder.writePrivate(path, process.pid() + " " + startedAt + "\n");
    }

    /** The noted process, if it still runs. */
    Optional<ProcessHandle> running() {
        try {
            if (!Files.exists(path)) {
                return Optional.empty();
            }
            Matcher noted = CONTENT.matcher(Files.readString(path));
            if (!noted.matches()) {
                return Optional.empty();
            }
            Instant startedAt = Instant.ofEpochMilli(Long.parseLong(noted.group(2)));
            return ProcessHandle.of(Long.parseLong(noted.group(1)))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .map(start -> isSame(start, startedAt))
                            .orElse(false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSame(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(TOLERANCE) < 0;
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
