package dev.florin.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.images.Dockerfile.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {
    static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    private static final Set<String> LABELS =
            Set.of("title", "description", "licenses", "vendor", "version", "revision", "created");

    private static Dockerfile image(String name) throws IOException {
        return Dockerfile.of(HOME.resolve("deploy/images").resolve(name)).image();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void runsAsAUserWithANumberFromAFolderOfRoots(String name) throws IOException {
        Dockerfile image = image(name);
        assertEquals(ServiceImage.USER, image.only("USER"));
        assertEquals(ServiceImage.FOLDER, image.only("WORKDIR"));
        assertEquals("${PORT}", image.only("EXPOSE"));
        int user = image.instructions().indexOf(image.all("USER").findFirst().orElseThrow());
        int lastCopy =
                image.instructions().lastIndexOf(image.all("COPY").toList().getLast());
        assertTrue(lastCopy < user, "everything is copied as root");
        image.all("COPY").forEach(copy -> {
            assertTrue(copy.rest().contains("--chmod=0555 "), copy.rest() + " can be read by everybody");
            assertTrue(!copy.rest().contains("--chown"), copy.rest() + " belongs to root");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void saysWhereItComesFrom(String name) throws IOException {
        Dockerfile image = image(name);
        assertEquals(
                LABELS,
                Pattern.compile("org\\.opencontainers\\.image\\.(\\w+)=")
                        .matcher(image.only("LABEL"))
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet()));
        for (String variable : List.of("VERSION", "REVISION", "CREATED", "SERVICE")) {
            assertTrue(image.only("LABEL").contains("${" + variable + "}"), variable);
        }
    }

    @Test
    void startsAsTheOtherImagesDoAndWithItsCache() throws IOException {
        Dockerfile image = image("Dockerfile.jvm");
        List<String> entryPoint = new ArrayList<>(Arrays.stream(
                        image.only("ENTRYPOINT").replaceAll("[\\[\\]\"]", "").split(","))
                .map(String::strip)
                .toList());
        assertTrue(entryPoint.remove("-XX:AOTCache=" + ServiceImage.FOLDER + "/app.aot"));
        assertEquals(ServiceImage.ENTRYPOINT, entryPoint);
        assertEquals(
                ServiceImage.ENVIRONMENT,
                Map.of(
                        "JDK_JAVA_OPTIONS",
                        image.only("ENV").replaceFirst("^JDK_JAVA_OPTIONS=", "").replace("\"", "")));
    }

    @Test
    void whatChangesLeastIsLowest() throws IOException {
        assertEquals(
                List.of("jvm.options", "lib", "quarkus-run.jar", "quarkus", "app", "bom.json", "app.aot"),
                image("Dockerfile.jvm")
                        .all("COPY")
                        .map(copy ->
                                Path.of(copy.words().getFirst()).getFileName().toString())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void hasItsBillOfMaterials(String name) throws IOException {
        assertTrue(image(name)
                .all("COPY")
                .map(Instruction::words)
                .anyMatch(List.of("${SERVICE}/target/bom.json", "./")::equals));
    }

    /** A stage that names a platform, or a base that is a digest of one, would end up in the images of all. */
    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void isOfThePlatformThatIsAskedFor(String name) throws IOException {
        String pinned = Dockerfile.of(HOME.resolve("deploy/images").resolve(name)).instructions().stream()
                .map(Instruction::rest)
                .filter(rest -> rest.contains("--platform") || rest.contains("@sha256:"))
                .collect(Collectors.joining("\n"));
        assertEquals("", pinned);
    }

    @Test
    void nativeImageStartsWhatWasCopied() throws IOException {
        Dockerfile image = image("Dockerfile.native");
        assertEquals("[\"/florin/service\"]", image.only("ENTRYPOINT"));
        assertTrue(image.all("COPY")
                .map(Instruction::words)
                .anyMatch(words ->
                        words.getFirst().endsWith("-runner") && words.getLast().equals("service")));
    }

    @Test
    void everythingThatIsCopiedReachesTheBuilder() throws IOException {
        List<String> allowed = Files.readAllLines(HOME.resolve(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        Set<String> missing = new TreeSet<>();
        for (String name : List.of("Dockerfile.jvm", "Dockerfile.native")) {
            Dockerfile.of(HOME.resolve("deploy/images").resolve(name))
                    .all("COPY")
                    .filter(copy -> !copy.rest().contains("--from="))
                    .map(copy -> copy.words().getFirst())
                    .filter(source -> allowed.stream().noneMatch(pattern -> covers(pattern, source)))
                    .forEach(missing::add);
        }
        assertEquals(Set.of(), missing);
    }

    /** Whether a line of {@code .dockerignore} lets a path through, or what is below it. */
    private static boolean covers(String pattern, String source) {
        String plain = source.replace("${SERVICE}", "wallet-service").replace("${VERSION}", "1");
        return plain.matches(pattern.replace(".", "\\.").replace("*", "[^/]*") + "(/.*)?");
    }

    @Test
    void linesAreJoinedAndCommentsGo() throws IOException {
        Path file = Files.createTempFile("Dockerfile", null);
        try {
            Files.writeString(file, "# no\nfrom a AS b\nFROM c\n\nlabel x=1 \\\n  # no\n  y=2\n");
            Dockerfile read = Dockerfile.of(file);
            assertEquals("x=1 y=2", read.image().only("LABEL"));
            assertEquals(2, read.all("FROM").count());
        } finally {
            Files.delete(file);
        }
    }
}
