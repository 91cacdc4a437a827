package dev.florin.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs right now, for programs that want to find it. It is there while the system is up, and only then.
 *
 * @param pid of the launcher
 * @param services base URLs by module, one per instance
 */
public record StateFile(long pid, String gateway, int postgresPort, Map<String, List<String>> services) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Path in(Path data) {
        return data.resolve("state.json");
    }

    /** The system that runs from a data folder, if one does. */
    public static Optional<StateFile> find(Path data) {
        Path file = in(data);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), StateFile.class))
                    .filter(state -> ProcessHandle.of(state.pid)
                            .map(ProcessHandle::isAlive)
                            .orElse(false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path file) {
        try {
            DataFolder.writePrivate(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
