package dev.florin.systemtest;

import dev.florin.local.FlorinSystemOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The commands of the README's five minutes, as they stand there. */
final class Tour {
    private static final Path FILE = FlorinSystemOptions.standard().home().resolve("README.md");
    private static final Pattern CHAPTER = Pattern.compile("## Five minutes\\n(.*?)\\n## ", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```bash\\n(.*?)```", Pattern.DOTALL);

    /** It listens until somebody stops it. */
    private static final String SOCKET = "node ";

    private Tour() {}

    /** What is typed, one block after the other; all but the socket's, which has a terminal of its own. */
    static String commands() throws IOException {
        Matcher chapter = CHAPTER.matcher(Files.readString(FILE));
        if (!chapter.find()) {
            throw new AssertionError("the README has no five minutes");
        }
        return BLOCK.matcher(chapter.group(1))
                .results()
                .map(block -> block.group(1))
                .filter(block -> !block.contains(SOCKET))
                .collect(Collectors.joining());
    }

    /** Plays it in a folder as {@code make up} leaves it, the tokens being these people's. */
    static void play(Path folder, String florin, Person alice, Person bob, String admin)
            throws IOException, InterruptedException {
        Path data = Files.createDirectories(folder.resolve(".florin"));
        Files.writeString(
                data.resolve("tokens.env"),
                "export FLORIN=" + florin + "\nexport ALICE=" + alice.token() + "\nexport BOB=" + bob.token()
                        + "\nexport ADMIN=" + admin + "\n");
        String commands = commands().replace("\"recipient_id\":\"bob\"", "\"recipient_id\":\"" + bob.id() + "\"");
        Process shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (shell.waitFor() != 0) {
            throw new AssertionError("the tour ended with " + shell.exitValue() + ": " + said);
        }
    }
}
