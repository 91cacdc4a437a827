package dev.florin.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Dockerfile as its builder reads it.
 *
 * @param instructions in their order, lines joined, comments gone
 */
record Dockerfile(List<Instruction> instructions) {
    /** One of them: its keyword in capitals, and what follows. */
    record Instruction(String keyword, String rest) {
        /** {@code --from=x a b/} is {@code [a, b/]}. */
        List<String> words() {
            return Arrays.stream(rest.split(" "))
                    .filter(word -> !word.startsWith("--") && !word.isEmpty())
                    .toList();
        }
    }

    static Dockerfile of(Path file) throws IOException {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            String bare = line.strip();
            if (bare.isEmpty() || bare.startsWith("#")) {
                continue;
            }
            boolean goesOn = bare.endsWith("\\");
            open.append(goesOn ? bare.substring(0, bare.length() - 1) : bare);
            if (!goesOn) {
                String[] parts = open.toString().split(" ", 2);
                instructions.add(new Instruction(parts[0].toUpperCase(Locale.ROOT), parts[1].strip()));
                open.setLength(0);
            }
        }
        return new Dockerfile(instructions);
    }

    /** What the last stage says, which is what the image is made of. */
    Dockerfile image() {
        int from =
                instructions.lastIndexOf(all("FROM").reduce((_, last) -> last).orElseThrow());
        return new Dockerfile(instructions.subList(from, instructions.size()));
    }

    Stream<Instruction> all(String keyword) {
        return instructions.stream().filter(instruction -> instruction.keyword().equals(keyword));
    }

    /** What follows the only instruction of its kind. */
    String only(String keyword) {
        List<Instruction> found = all(keyword).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " instructions " + keyword);
        }
        return found.getFirst().rest();
    }

    /** The same with variables replaced. */
    Dockerfile with(Map<String, String> variables) {
        return new Dockerfile(instructions.stream()
                .map(instruction -> new Instruction(instruction.keyword(), replaced(instruction.rest(), variables)))
                .toList());
    }

    private static String replaced(String text, Map<String, String> variables) {
        String result = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            result = result.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        return result;
    }
}
