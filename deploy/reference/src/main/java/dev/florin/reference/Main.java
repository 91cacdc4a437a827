package dev.florin.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the document anew; runs from source: {@code java
 * deploy/reference/src/main/java/dev/florin/reference/Main.java}.
 */
final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(arguments.length == 0 ? "" : arguments[0]).toAbsolutePath();
        Files.writeString(home.resolve(Reference.DOCUMENT), Reference.of(home).markdown());
    }
}
