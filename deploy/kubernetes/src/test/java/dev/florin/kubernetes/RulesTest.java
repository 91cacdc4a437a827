package dev.florin.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The operator's rules are Prometheus' own, out of one file: deploy/observability/alerts.yaml. */
class RulesTest {
    private static final Path COPY = Home.HERE.resolve("components/monitoring/prometheusrule.yaml");
    private static final String HEAD = """
            # Made from deploy/observability/alerts.yaml: change that file. A test tells when this one is out of date, and leaves the new one in
            # target/prometheusrule.yaml.
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: florin
            spec:
            """;

    /** What raises each alert and what does not, by Prometheus itself where it is installed. */
    @Test
    void alertsAreRaisedByWhatTheyAreFor() throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
                "no promtool here");
        Process promtool = new ProcessBuilder("promtool", "test", "rules", "alerts.test.yaml")
                .directory(Home.TOP.resolve("deploy/observability").toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, promtool.waitFor(), said);
    }

    @Test
    void prometheusRuleHasTheAlertsOfObservability() throws IOException {
        String made = HEAD
                + Home.read(Home.TOP.resolve("deploy/observability/alerts.yaml"))
                        .lines()
                        .dropWhile(line -> !line.equals("groups:"))
                        .map(line -> line.isEmpty() ? "" : "  " + line)
                        .collect(Collectors.joining("\n", "", "\n"));
        Path fresh =
                Files.writeString(Files.createDirectories(Path.of("target")).resolve("prometheusrule.yaml"), made);
        assertEquals(made, Home.read(COPY), "cp deploy/kubernetes/" + fresh + " " + Home.TOP.relativize(COPY));
    }
}
