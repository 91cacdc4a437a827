package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alerts and the dashboard ask only for what the running services expose, and each alert says what to do. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class AlertsIT {
    private static final Path DEPLOY = FlorinSystemOptions.standard().home().resolve("deploy");
    private static final Path ALERTS = DEPLOY.resolve("observability/alerts.yaml");
    private static final Path DASHBOARD = DEPLOY.resolve("observability/grafana/florin.json");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern SAMPLE = Pattern.compile("^([A-Za-z_:][\\w:]*)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_]\\w*)=\"");

    /** What Prometheus adds to what it reads. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    /** Exposed only where Redis is the broker; the tests of notification-service see to it. */
    private static final String WITH_REDIS = "broker_connected";

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        new YAMLMapper()
                .readTree(ALERTS.toFile())
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        assertTrue(rules.size() >= 15, "the rules are read");
        return rules;
    }

    private static List<String> dashboardExpressions() throws IOException {
        List<String> expressions = Json.read(Files.readString(DASHBOARD)).findValues("expr").stream()
                .map(JsonNode::asText)
                .toList();
        assertTrue(expressions.size() >= 30, "the dashboard is read");
        return expressions;
    }

    /** Each metric of any service with the labels that its samples have. */
    private static Map<String, Set<String>> exposed(Florin florin) {
        Map<String, Set<String>> exposed = new HashMap<>();
        for (Service service : Service.values()) {
            String text =
                    florin.door(service, 0).get("/q/metrics", "").expect(200).body();
            SAMPLE.matcher(text)
                    .results()
                    .forEach(sample -> exposed.computeIfAbsent(sample.group(1), _ -> new HashSet<>())
                            .addAll(labels(sample)));
        }
        exposed.put("up", Set.of());
        return exposed;
    }

    private static Set<String> labels(MatchResult sample) {
        return sample.group(2) == null
                ? Set.of()
                : LABEL.matcher(sample.group(2))
                        .results()
                        .map(label -> label.group(1))
                        .collect(Collectors.toSet());
    }

    @Test
    void everyExpressionAsksForWhatIsThere(Florin florin) throws IOException {
        Person art = florin.person("art").opened();
        Person bea = florin.person("bea").opened();
        art.deposits("5.00");
        try (SocketRecorder socket = SocketRecorder.notifications(bea, 0)) {
            art.pays(bea, "1.00");
            socket.awaitSeq(4, Duration.ofSeconds(20));
        }
        Map<String, Set<String>> exposed = exposed(florin);
        Set<String> missing = new TreeSet<>();
        List<String> expressions = new ArrayList<>(dashboardExpressions());
        rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
        for (String expression : expressions) {
            for (PromQl asked : PromQl.selectorsOf(expression)) {
                Set<String> labels = exposed.get(asked.metric());
                if (labels == null && !asked.metric().equals(WITH_REDIS)) {
                    missing.add(asked.metric());
                } else if (labels != null) {
                    asked.labels().stream()
                            .filter(label -> !labels.contains(label) && !OF_PROMETHEUS.contains(label))
                            .forEach(label -> missing.add(asked.metric() + "{" + label + "}"));
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    /** Those that must never be missed: what each looks at, from where on, and that something is known to raise it. */
    @ParameterizedTest
    @CsvSource({
        "OutboxLag, outbox_lag_seconds, > 30",
        "LedgerMismatch, ledger_audit_mismatches, > 0",
        "RefundsFailed, refunds_total, > 0",
        "SlowConsumers, ws_slow_consumers_total, > 0.1",
        "ServerErrors, http_server_requests_seconds_count, > 0.01",
        "PoolExhausted, agroal_awaiting_count, > 1"
    })
    void alertIsThereWithItsThresholdAndWithACaseThatRaisesIt(String name, String metric, String threshold)
            throws IOException {
        String expression = rules().stream()
                .filter(rule -> rule.path("alert").asText().equals(name))
                .map(rule -> rule.path("expr").asText().strip())
                .findFirst()
                .orElseThrow();
        assertTrue(expression.endsWith(") " + threshold), expression);
        assertTrue(
                PromQl.selectorsOf(expression).stream()
                        .anyMatch(asked -> asked.metric().equals(metric)),
                expression);
        List<JsonNode> cases = new ArrayList<>();
        new YAMLMapper()
                .readTree(ALERTS.resolveSibling("alerts.test.yaml").toFile())
                .path("tests")
                .forEach(test -> test.path("alert_rule_test").forEach(cases::add));
        assertTrue(
                cases.stream()
                        .filter(each -> each.path("alertname").asText().equals(name))
                        .anyMatch(each -> !each.path("exp_alerts").isEmpty()),
                "nothing in alerts.test.yaml raises " + name);
    }

    @Test
    void everyAlertSaysWhatItIsAndHasItsParagraphInTheRunbookAndNoParagraphIsLeftOver() throws IOException {
        String guide = Guide.text();
        String runbook = guide.substring(guide.indexOf("\n## Runbook"));
        runbook = runbook.substring(0, runbook.indexOf("\n## ", 1));
        Set<String> paragraphs = HEADING.matcher(runbook)
                .results()
                .map(heading -> heading.group(1))
                .filter(heading -> !heading.equals("Runbook"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> alerts = new TreeSet<>();
        for (JsonNode rule : rules()) {
            String name = rule.path("alert").asText();
            assertTrue(alerts.add(name), () -> name + " is there twice");
            assertTrue(
                    Set.of("critical", "warning")
                            .contains(rule.at("/labels/severity").asText()),
                    name);
            assertFalse(rule.at("/annotations/summary").asText().isBlank(), name);
            assertFalse(rule.at("/annotations/description").asText().isBlank(), name);
            assertEquals(
                    "deploy/README.md#" + name.toLowerCase(Locale.ROOT),
                    rule.at("/annotations/runbook_url").asText());
        }
        assertEquals(alerts, paragraphs);
    }
}
