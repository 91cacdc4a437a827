package dev.florin.notification.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.json.Json;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.Service;
import dev.florin.notification.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * RFC 6455 as the Autobahn test suite understands it: its fuzzing client, in a JVM of its own, against the same stack
 * that serves everybody. The build's profile {@code autobahn} brings the suite.
 */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(AutobahnQuarkusTest.Wide.class)
@Tag("autobahn")
@Tag("slow")
class AutobahnQuarkusTest {
    private static final Path FOLDER = Path.of("target", "autobahn");
    private static final String AGENT = "florin";
    private static final int MINUTES = 10;

    /** Fewer would mean that the suite ended early, or that cases were left out. */
    private static final int CASES = 247;

    /**
     * The suite waits half a second for each answer, whatever else the machine does: what failed is tried again, alone.
     */
    private static final int MORE_ROUNDS = 2;

    /** What may be said of a case that passes: the last for cases without a right or wrong. */
    private static final Set<String> PASSED = Set.of("OK", "NON-STRICT", "INFORMATIONAL");

    /**
     * Bytes that are no UTF-8, in a frame that arrives in pieces: the standard lets us wait for the rest of the frame,
     * the suite would like to see the connection closed at the first wrong byte.
     */
    private static final Set<String> JUDGED_WHOLE = Set.of("6.4.3", "6.4.4");

    private final Service service = Service.underTest();

    /** The suite sends more and larger messages than any client. */
    public static final class Wide implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "florin.socket.max-message-bytes", "131072",
                    "florin.socket.message-burst", "1000000",
                    "florin.socket.user-message-burst", "1000000");
        }
    }

    @Test
    void noCaseFails() throws IOException, InterruptedException {
        Map<String, Outcome> outcomes = run(List.of("*"));
        assertTrue(outcomes.size() >= CASES, () -> "only " + outcomes.size() + " cases ran");
        for (int again = 0; again < MORE_ROUNDS && !failed(outcomes).isEmpty(); again++) {
            outcomes.putAll(run(List.copyOf(failed(outcomes))));
        }
        assertEquals(Map.of(), failed(outcomes).stream().collect(Collectors.toMap(Function.identity(), outcomes::get)));
        assertEquals(
                JUDGED_WHOLE,
                outcomes.entrySet().stream()
                        .filter(entry -> entry.getValue().behaviour().equals("NON-STRICT"))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    /** What the suite says of one case. */
    private record Outcome(String behaviour, String close) {
        boolean isPassed() {
            return PASSED.contains(behaviour) && PASSED.contains(close);
        }
    }

    private static Set<String> failed(Map<String, Outcome> outcomes) {
        return outcomes.entrySet().stream()
                .filter(entry -> !entry.getValue().isPassed())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Map<String, Outcome> run(List<String> cases) throws IOException, InterruptedException {
        Path reports = FOLDER.resolve("reports").toAbsolutePath();
        int exit = run(specification(reports, cases));
        assertEquals(0, exit, () -> "see " + FOLDER.resolve("log"));
        Map<String, Outcome> outcomes = new TreeMap<>();
        Json.mapper()
                .readTree(reports.resolve("index.json").toFile())
                .path(AGENT)
                .properties()
                .forEach(entry -> outcomes.put(
                        entry.getKey(),
                        new Outcome(
                                entry.getValue().path("behavior").asText(),
                                entry.getValue().path("behaviorClose").asText())));
        return outcomes;
    }

    private Path specification(Path reports, List<String> cases) throws IOException {
        ObjectNode specification = Json.mapper().createObjectNode().put("outdir", reports.toString());
        specification.putObject("options").put("failByDrop", false);
        specification
                .putArray("servers")
                .addObject()
                .put("agent", AGENT)
                .put(
                        "url",
                        service.socket(EchoSocket.PATH + "?token=" + TestTokens.user(Some.user()))
                                .toString());
        ArrayNode wanted = specification.putArray("cases");
        cases.forEach(wanted::add);
        // Of speed, and of compression, which is never agreed to.
        specification.putArray("exclude-cases").add("9.*").add("12.*").add("13.*");
        specification.putObject("exclude-agent-cases");
        Path file = FOLDER.resolve("specification.json").toAbsolutePath();
        Files.writeString(file, specification.toString());
        return file;
    }

    /** @return how it ended; -1 if it did not */
    private static int run(Path specification) throws IOException, InterruptedException {
        Path jython = FOLDER.resolve("jython-standalone.jar").toAbsolutePath();
        Path suite = FOLDER.resolve("autobahntestsuite.jar").toAbsolutePath();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It is over before the optimising compiler pays.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dpython.path=" + suite,
                        "-Dpython.cachedir.skip=true",
                        "-Dpython.console=",
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        jython + File.pathSeparator + suite,
                        "org.python.util.jython",
                        "-c",
                        "import sys; sys.argv = ['wstest', '-m', 'fuzzingclient', '-s', r'" + specification
                                + "']; from autobahntestsuite import wstest; wstest.run()")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("log").toFile())
                .start();
        try {
            return process.waitFor(MINUTES, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
