package dev.florin.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.florin.local.PathRules;
import dev.florin.local.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds the Compose file against the specification, and against what the services and their images are. */
class ComposeTest {
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final Path FOLDER = HOME.resolve("deploy/compose");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode compose() throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Map<String, Object> read =
                new Yaml(new SafeConstructor(strict)).load(Files.readString(FOLDER.resolve("compose.yaml")));
        return JSON.valueToTree(read);
    }

    private static JsonNode service(Service service) throws IOException {
        return compose().path("services").path(service.module());
    }

    @Test
    void fileKeepsToTheSpecification() throws IOException {
        assertEquals(Set.of(), violations(compose()));
    }

    @Test
    void misspelledKeyIsFound() throws IOException {
        ObjectNode compose = (ObjectNode) compose();
        ((ObjectNode) compose.at("/services/wallet-service")).put("read_onyl", true);
        assertEquals(1, violations(compose).size());
    }

    /** What README.md says is there, and what runs for a moment beside it. */
    @Test
    void everythingThatTheReadmeNamesIsThere() throws IOException {
        Set<String> owed =
                new TreeSet<>(Set.of("gateway", "postgres", "redis", "mail", "prometheus", "grafana", "keys", "token"));
        Stream.of(Service.values()).map(Service::module).forEach(owed::add);
        Set<String> there = new TreeSet<>();
        compose().path("services").fieldNames().forEachRemaining(there::add);
        assertEquals(owed, there);
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void administratorOfTheReadmeIsToldWhatNeedsAnOperator(Service service) throws IOException {
        List<String> operators = service(service).path("environment").properties().stream()
                .filter(variable -> variable.getKey().endsWith("_OPERATORS"))
                .map(variable -> variable.getValue().textValue())
                .toList();
        assertEquals(List.of("admin"), operators);
        assertTrue(Files.readString(FOLDER.resolve("README.md")).contains("token admin admin for an operator"));
    }

    private static Set<String> violations(JsonNode compose) throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(ComposeTest.class.getResourceAsStream("/compose-spec.schema.json"))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                    .getSchema(schema)
                    .validate(compose)
                    .stream()
                    .map(Object::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void serviceIsItsImageOnItsPortAsItsUser(Service service) throws IOException {
        JsonNode compose = service(service);
        assertEquals(
                "florin/" + service.module() + ":${FLORIN_VERSION:-" + version() + "}",
                compose.path("image").asText());
        assertEquals(Integer.toString(service.port()), compose.at("/expose/0").asText());
        assertEquals(dockerfile("USER"), compose.path("user").asText());
        assertTrue(compose.path("read_only").asBoolean());
        assertTrue(compose.at("/tmpfs/0").asText().startsWith("/tmp:"));
        assertTrue(compose.path("ports").isMissingNode(), "reached through the gateway only");
        String check = compose.at("/healthcheck/test/3").asText();
        assertTrue(
                check.contains("/127.0.0.1/" + service.port() + " ") && check.contains("GET /q/health/ready "), check);
    }

    private static String version() throws IOException {
        Matcher found = Pattern.compile("<artifactId>florin</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(HOME.resolve("pom.xml")));
        assertTrue(found.find());
        return found.group(1);
    }

    private static String dockerfile(String instruction) throws IOException {
        return Files.readAllLines(HOME.resolve("deploy/images/Dockerfile.jvm")).stream()
                .filter(line -> line.startsWith(instruction + " 1"))
                .map(line -> line.substring(instruction.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void serviceIsToldWhatItUnderstandsAndAllThatItNeeds(Service service) throws IOException {
        Reference reference = Reference.of(HOME);
        JsonNode environment = service(service).path("environment");
        Set<String> unknown = new TreeSet<>();
        environment.fieldNames().forEachRemaining(name -> {
            if (!reference.knows(service.module(), name)) {
                unknown.add(name);
            }
        });
        assertEquals(Set.of(), unknown);
        Set<String> missing = new TreeSet<>(reference.required(service.module()));
        environment.fieldNames().forEachRemaining(missing::remove);
        assertEquals(Set.of(), missing);
        assertTrue(environment.path("QUARKUS_DATASOURCE_JDBC_URL").asText().endsWith("/" + service.database()));
        assertEquals(
                service.database(),
                environment.path("QUARKUS_DATASOURCE_USERNAME").asText());
        assertEquals(
                service.ownerRole(), environment.path("QUARKUS_FLYWAY_USERNAME").asText());
        for (Service other : Service.values()) {
            JsonNode url = environment.path(other.urlVariable());
            assertTrue(
                    url.isMissingNode() || url.asText().equals("http://" + other.module() + ":" + other.port()),
                    url::toString);
        }
    }

    @Test
    void databasesAndRolesAreThoseThatTheServicesUse() throws IOException {
        String script = Files.readString(FOLDER.resolve("databases.sh"));
        Matcher names = Pattern.compile("for name in ([a-z ]+);").matcher(script);
        assertTrue(names.find());
        assertEquals(
                Stream.of(Service.values()).map(Service::shortName).collect(Collectors.toSet()),
                Set.of(names.group(1).split(" ")));
        assertTrue(script.contains("db=\"florin_$name\" -v owner=\"florin_${name}_owner\""));
    }

    @Test
    void gatewayHasTheRulesOfTheProduct() throws IOException {
        String caddyfile = Files.readString(FOLDER.resolve("Caddyfile"));
        Map<String, String> served = new HashMap<>();
        for (Service service : Service.values()) {
            String target = service.module() + ":" + service.port();
            if (caddyfile.contains("reverse_proxy @" + service.shortName() + " " + target)) {
                prefixes(caddyfile, service.shortName()).forEach(prefix -> served.put(prefix, service.module()));
            }
        }
        assertTrue(caddyfile.contains("reverse_proxy notification-service:8084 {"), "everything else");
        Map<String, String> owed = new HashMap<>();
        PathRules.STANDARD.rules().stream()
                .filter(rule -> rule.service() != Service.NOTIFICATION)
                .forEach(rule -> owed.put(rule.prefix(), rule.service().module()));
        assertEquals(owed, served);
        assertEquals(Set.copyOf(PathRules.STANDARD.hidden()), prefixes(caddyfile, "hidden"));
        assertTrue(caddyfile.contains("respond @hidden 404"));
        assertTrue(caddyfile.indexOf("respond @hidden") < caddyfile.indexOf("reverse_proxy"), "comes first");
    }

    @Test
    void noRuleIsInsideOneOfAnotherService() {
        // The gateway's file goes by services, and not by the length of prefixes.
        List<PathRules.Rule> rules = PathRules.STANDARD.rules();
        for (PathRules.Rule outer : rules) {
            for (PathRules.Rule inner : rules) {
                assertFalse(
                        inner.prefix().startsWith(outer.prefix() + "/") && inner.service() != outer.service(),
                        () -> inner + " is inside " + outer);
            }
        }
    }

    /** Each prefix stands there twice: for itself, and for what is below it. */
    private static Set<String> prefixes(String caddyfile, String matcher) {
        Matcher found = Pattern.compile("@" + matcher + " path (.+)").matcher(caddyfile);
        assertTrue(found.find(), matcher);
        Set<String> words = new TreeSet<>(List.of(found.group(1).split(" ")));
        words.remove("*;*");
        Set<String> prefixes =
                words.stream().filter(word -> !word.endsWith("/*")).collect(Collectors.toSet());
        assertEquals(
                prefixes,
                words.stream()
                        .filter(word -> word.endsWith("/*"))
                        .map(word -> word.substring(0, word.length() - 2))
                        .collect(Collectors.toSet()));
        return prefixes;
    }

    @Test
    void everyFileThatIsMountedIsThereAndEveryVariableIsExplained() throws IOException {
        String text = Files.readString(FOLDER.resolve("compose.yaml"));
        Set<String> missing = new TreeSet<>();
        Pattern.compile("(\\.\\.?/[A-Za-z./-]+):/")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(file -> !Files.exists(FOLDER.resolve(file)))
                .forEach(missing::add);
        assertEquals(Set.of(), missing);
        Set<String> explained = Files.readAllLines(FOLDER.resolve(".env.example")).stream()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet());
        Set<String> used = Pattern.compile("\\$\\{([A-Z_]+)")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        used.removeAll(explained);
        assertEquals(Set.of(), used);
        assertTrue(
                Files.readAllLines(FOLDER.resolve(".env.example")).stream()
                        .filter(line -> line.matches("[A-Z_]*PASSWORD=.*"))
                        .allMatch(line -> line.endsWith("=")),
                "no password comes with it");
    }

    @Test
    void prometheusReadsEveryServiceWhereItListens() throws IOException {
        JsonNode prometheus = new ObjectMapper(new YAMLFactory())
                .readTree(HOME.resolve("deploy/observability/prometheus.yaml").toFile());
        Set<String> targets = new TreeSet<>();
        prometheus.path("scrape_configs").forEach(job -> {
            assertEquals("/q/metrics", job.path("metrics_path").asText());
            job.at("/static_configs/0/targets").forEach(target -> targets.add(target.asText()));
        });
        assertEquals(
                Stream.of(Service.values())
                        .map(service -> service.module() + ":" + service.port())
                        .collect(Collectors.toCollection(TreeSet::new)),
                targets);
    }
}
