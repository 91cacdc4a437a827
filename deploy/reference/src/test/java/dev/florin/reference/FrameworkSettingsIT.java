package dev.florin.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Looks the framework's names up in what its extensions, as they are packaged with the services, say of themselves. */
@Tag("slow")
class FrameworkSettingsIT {
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";

    @Test
    void everyNameExistsInItsServicesAndCanBeSetAtRunTime() throws IOException {
        Set<String> wrong = new TreeSet<>();
        int lookedUp = 0;
        for (String service : Reference.SERVICES) {
            Map<String, String> phases = phases(HOME.resolve(service).resolve("target/quarkus-app/lib"));
            for (OtherSettings.Line line : OtherSettings.in(HOME).all()) {
                if (line.variable().startsWith("QUARKUS_") && isFor(line, service)) {
                    lookedUp++;
                    String phase = phases.getOrDefault(line.variable(), "missing");
                    if (!phase.equals("RUN_TIME")) {
                        wrong.add(service + ": " + line.variable() + " is " + phase);
                    }
                }
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(lookedUp > 40);
    }

    private static boolean isFor(OtherSettings.Line line, String service) {
        return line.services().equals("*")
                || List.of(line.services().split(", ")).contains(service);
    }

    private static Map<String, String> phases(Path libraries) throws IOException {
        Map<String, String> phases = new HashMap<>();
        try (Stream<Path> jars = Files.walk(libraries)) {
            for (Path jar :
                    jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    ZipEntry model = zip.getEntry(MODEL);
                    if (model != null) {
                        try (InputStream content = zip.getInputStream(model)) {
                            collect(new ObjectMapper().readTree(content), phases);
                        }
                    }
                }
            }
        }
        return phases;
    }

    private static void collect(JsonNode node, Map<String, String> phases) {
        JsonNode variable = node.path("path").path("environmentVariable");
        if (variable.isTextual() && node.path("phase").isTextual()) {
            phases.put(variable.textValue(), node.path("phase").textValue());
        }
        node.forEach(child -> collect(child, phases));
    }
}
