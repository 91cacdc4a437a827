package dev.florin.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/** What one process says: this run and, beside it, the one before. */
record LogFile(Path path) {
    private static final int LONGEST_TAIL = 256 * 1024;

    private static final Pattern STACK_FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ more)");

    /** Puts the last run's log aside. */
    void rotate() {
        try {
            Files.createDirectories(path.getParent());
            if (Files.exists(path)) {
                Files.move(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines without stack frames: those hide the sentence that says what is wrong. */
    List<String> lastWords(int lines) {
        List<String> words = tail(Integer.MAX_VALUE).stream()
                .filter(line -> !STACK_FRAME.matcher(line).find())
                .toList();
        return words.subList(Math.max(0, words.size() - lines), words.size());
    }

    /** The last lines, oldest first; fewer if there are fewer, none if there is no log. */
    List<String> tail(int lines) {
        if (!Files.exists(path)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long start = Math.max(0, file.length() - LONGEST_TAIL);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
