package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    private static final ProcessHandle ME = ProcessHandle.current();

    @TempDir
    Path folder;

    @Test
    void processThatWasNotedIsFound() {
        PidFile file = new PidFile(folder.resolve("me.pid"));
        file.write(ME);
        assertEquals(Optional.of(ME), file.running());
        file.delete();
        assertEquals(Optional.empty(), file.running());
    }

    @Test
    void strangerWithTheSameIdIsNot() throws IOException {
        PidFile file = new PidFile(folder.resolve("stranger.pid"));
        long earlier = ME.info().startInstant().orElseThrow().toEpochMilli() - 60_000;
        Files.writeString(file.path(), ME.pid() + " " + earlier + "\n");
        assertEquals(Optional.empty(), file.running());
    }

    @Test
    void nonsenseIsNobody() throws IOException {
        PidFile file = new PidFile(folder.resolve("bad.pid"));
        Files.writeString(file.path(), "hello");
        assertEquals(Optional.empty(), file.running());
    }

    @Test
    void staleNoteOfPostgresIsRemovedOnlyIfItMeansStranger() throws IOException {
        Path note = folder.resolve("postmaster.pid");
        Files.writeString(note, ME.pid() + "\n" + folder + "\n1000000000\n5432\n");
        new PostmasterPid(folder).clear();
        assertTrue(Files.notExists(note), "we run, but did not begin in 2001");
        Files.writeString(note, Integer.MAX_VALUE + "\n" + folder + "\n1000000000\n5432\n");
        new PostmasterPid(folder).clear();
        assertTrue(Files.exists(note), "nobody: PostgreSQL decides");
    }
}
