package dev.florin.kubernetes;

import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Service;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The repository around this module. */
final class Home {
    static final Path TOP = FlorinSystemOptions.standard().home();
    static final Path HERE = TOP.resolve("deploy/kubernetes");

    private Home() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a service is built with, for production: its own stands over what all have in common. */
    static Map<String, String> properties(Service service) {
        Properties read = new Properties();
        for (String file : List.of(
                "common/src/main/resources/META-INF/microprofile-config.properties",
                service.module() + "/src/main/resources/application.properties")) {
            try (Reader reader = Files.newBufferedReader(TOP.resolve(file))) {
                read.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Map<String, String> properties = new TreeMap<>();
        read.stringPropertyNames().stream()
                .filter(name -> !name.startsWith("%"))
                .forEach(name -> properties.put(name, read.getProperty(name)));
        return properties;
    }
}
