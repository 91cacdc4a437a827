package dev.florin.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final Reference REFERENCE = Reference.of(HOME);

    @Test
    void documentSaysWhatTheSourcesSay() throws IOException {
        assertEquals(
                REFERENCE.markdown(),
                Files.readString(HOME.resolve(Reference.DOCUMENT)),
                "out of date: run make format and commit what it changes");
    }

    @Test
    void everyInterfaceIsInTheDocument() throws IOException {
        Set<String> prefixes = new TreeSet<>();
        for (Path source : sources()) {
            Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"")
                    .matcher(Files.readString(source))
                    .results()
                    .forEach(found -> prefixes.add(found.group(1)));
        }
        assertEquals(
                prefixes,
                REFERENCE.modules().values().stream()
                        .flatMap(List::stream)
                        .map(Feature::prefix)
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertTrue(prefixes.size() > 20, "the search finds the interfaces");
    }

    @Test
    void whatIsReadPastTheInterfacesIsInTheDocumentToo() throws IOException {
        Set<String> unknown = new TreeSet<>();
        for (Path source : sources()) {
            Pattern.compile("@ConfigProperty\\(name = \"(florin\\.[^\"]+)\"")
                    .matcher(Files.readString(source))
                    .results()
                    .map(found -> Setting.variable(found.group(1)))
                    .forEach(unknown::add);
        }
        for (String service : Reference.SERVICES) {
            Expressions.of(HOME.resolve(service)).aliases().stream()
                    .filter(alias -> !alias.name().startsWith("quarkus."))
                    .forEach(alias -> unknown.add(alias.variable()));
        }
        assertTrue(unknown.contains("FLORIN_NOTIFICATION_URL") && unknown.contains("WS_HEARTBEAT_INTERVAL"));
        unknown.removeAll(REFERENCE.variables());
        assertEquals(Set.of(), unknown, "to be listed in deploy/reference/settings.txt");
    }

    @Test
    void requiredIsWhatHasNoDefaultAndIsNotOptional() {
        assertEquals(
                Set.of(
                        "FLORIN_SECURITY_ISSUER",
                        "FLORIN_SECURITY_KEYS",
                        "FLORIN_SECURITY_SERVICE_KEY",
                        "FLORIN_SECURITY_SERVICE_KEYS",
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        "QUARKUS_DATASOURCE_USERNAME",
                        "QUARKUS_FLYWAY_USERNAME"),
                REFERENCE.required("notification-service"));
    }

    @Test
    void keysOfMapsAndOtherNamesAreKnownWhereTheyBelong() {
        assertTrue(REFERENCE.knows("wallet-service", "FLORIN_LIMIT_TIERS_BASIC_USD_DAILY"));
        assertFalse(REFERENCE.knows("escrow-service", "FLORIN_LIMIT_TIERS_BASIC_USD_DAILY"));
        assertTrue(REFERENCE.knows("notification-service", "WS_MAX_CONNECTIONS"));
        assertTrue(REFERENCE.knows("refund-service", "FLORIN_ESCROW_URL"));
        assertFalse(REFERENCE.knows("refund-service", "FLORIN_REFUND_OPERATOR"));
    }

    @Test
    void documentsNameOnlyVariablesThatExist() throws IOException {
        Set<String> unknown = new TreeSet<>();
        for (Path document : documents()) {
            Variables.in(Files.readString(document)).stream()
                    .filter(name -> !Variables.isKnown(name, REFERENCE.variables()))
                    .forEach(name -> unknown.add(HOME.relativize(document) + ": " + name));
        }
        assertEquals(Set.of(), unknown);
    }

    @Test
    void shortenedNamesArePutTogether() {
        Set<String> known = Set.of("FLORIN_A_B", "FLORIN_A_C_D", "FLORIN_X_1");
        assertEquals(
                Set.of("FLORIN_A_B", "FLORIN_A_B…_C_D", "FLORIN_X_*"),
                Variables.in("`FLORIN_A_B`, `…_C_D`, `FLORIN_X_*` and `SELECT`"));
        assertTrue(Variables.isKnown("FLORIN_A_B…_C_D", known));
        assertTrue(Variables.isKnown("FLORIN_X_*", known));
        assertFalse(Variables.isKnown("FLORIN_A_B…_D", known));
        assertFalse(Variables.isKnown("FLORIN_Y_*", known));
        assertFalse(Variables.isKnown("FLORIN_A", known));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> found = Files.walk(HOME, 12)) {
            return found.filter(file -> file.toString().endsWith(".java")
                            && file.toString().contains("/src/main/")
                            && !file.startsWith(HOME.resolve("deploy")))
                    .toList();
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> found = Files.walk(HOME, 4)) {
            return found.filter(file -> file.toString().endsWith(".md"))
                    .filter(file ->
                            Stream.of("/node_modules/", "/target/", "/.florin/").noneMatch(file.toString()::contains))
                    .toList();
        }
    }
}
