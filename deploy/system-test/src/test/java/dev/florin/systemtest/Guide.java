package dev.florin.systemtest;

import dev.florin.local.FlorinSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of the operations guide, as they stand there. */
final class Guide {
    private static final Path FILE =
            FlorinSystemOptions.standard().home().resolve("deploy").resolve("README.md");

    private Guide() {}

    static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The block that is marked with this name. */
    static String block(String name) {
        Matcher block = Pattern.compile("<!-- test: " + name + " -->\\s+```\\w+\\n(.*?)```", Pattern.DOTALL)
                .matcher(text());
        if (!block.find()) {
            throw new AssertionError("the guide has no block for the test " + name);
        }
        return block.group(1);
    }

    /** Runs a block of shell commands, with {@code /backup} somewhere else. */
    static void run(String name, Path backup, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder(
                "bash", "-euc", block(name).replaceAll("/backup(?=/)", Matcher.quoteReplacement(backup.toString())));
        shell.environment().putAll(environment);
        Process process = shell.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(name + " failed: " + said);
        }
    }
}
