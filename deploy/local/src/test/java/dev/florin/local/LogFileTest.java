package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    @Test
    void tailIsTheLastLinesInOrder() throws IOException {
        LogFile log = new LogFile(folder.resolve("logs/a.log"));
        assertEquals(List.of(), log.tail(3));
        log.rotate();
        Files.writeString(log.path(), "1\n2\n3\n4\n");
        assertEquals(List.of("3", "4"), log.tail(2));
        assertEquals(List.of("1", "2", "3", "4"), log.tail(9));
        log.rotate();
        assertEquals(List.of(), log.tail(1));
        assertTrue(Files.exists(folder.resolve("logs/a.log.1")));
    }

    @Test
    void lastWordsAreNotStackFrames() throws IOException {
        LogFile log = new LogFile(folder.resolve("b.log"));
        Files.writeString(log.path(), "ERROR it broke\n\tat a.B.c(B.java:1)\nCaused by: glue\n    ... 29 more\n");
        assertEquals(List.of("ERROR it broke", "Caused by: glue"), log.lastWords(5));
    }
}
