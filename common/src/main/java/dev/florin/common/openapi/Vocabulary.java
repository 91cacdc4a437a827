package dev.florin.common.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What words of requests and answers mean, with an example: one word, one meaning, in all services. */
final class Vocabulary {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Properties words;

    /** @param example a plain value of JSON; null if there is none */
    record Meaning(String description, @Nullable Object example) {}

    private Vocabulary(Properties words) {
        this.words = words;
    }

    /** @param file among the resources */
    static Vocabulary load(String file) {
        Properties words = new Properties();
        try (InputStream in = Vocabulary.class.getResourceAsStream(file);
                Reader text = new InputStreamReader(Objects.requireNonNull(in, file), StandardCharsets.UTF_8)) {
            words.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Vocabulary(words);
    }

    Optional<Meaning> of(String property) {
        String line = words.getProperty(property);
        if (line == null) {
            return Optional.empty();
        }
        String[] parts = line.split(" \\| ", 2);
        return Optional.of(new Meaning(parts[0].trim(), parts.length < 2 ? null : example(property, parts[1])));
    }

    private static Object example(String property, String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the example of " + property + " is not JSON", e);
        }
    }
}
