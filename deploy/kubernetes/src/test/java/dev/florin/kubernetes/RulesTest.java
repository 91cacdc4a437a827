package dev.florin.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
