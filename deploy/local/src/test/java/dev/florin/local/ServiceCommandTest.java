package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.local.ServiceCommand.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCommandTest {
    @TempDir
    static Path keys;

    @TempDir
    Path home;

    private Surroundings surroundings() {
        return new Surroundings(
                9001,
                "jdbc:postgresql://127.0.0.1:1/florin_wallet",
                new Credentials("florin_wallet", "one"),
                new Credentials("florin_wallet_owner", "two"),
                SigningKeys.in(keys),
                Map.of(Service.WALLET, "http://127.0.0.1:9001", Service.NOTIFICATION, "http://127.0.0.1:9004"));
    }

    @Test
    void packagedServiceRunsWithItsHeapAndItsArgumentsBehindThePrefix() throws IOException {
        Path jar = ServiceCommand.jar(Service.WALLET, home);
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
        ServiceOptions options = ServiceOptions.onPort(9001)
                .withHeapMb(99)
                .withJvmArgs("-Dmine=1")
                .withCommandPrefix("taskset", "-c", "0");
        List<String> command =
                ServiceCommand.of(Service.WALLET, options, home, surroundings()).command();
        assertEquals(List.of("taskset", "-c", "0"), command.subList(0, 3));
        assertTrue(command.contains("-Xmx99m"));
        assertEquals(List.of("-Dmine=1", "-jar", jar.toString()), command.subList(command.size() - 3, command.size()));
    }

    @Test
    void cacheIsUsedUnlessTheJarIsNewer() throws IOException {
        Path jar = ServiceCommand.jar(Service.WALLET, home);
        Path cache = ServiceCommand.cache(Service.WALLET, home);
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
        Files.createFile(cache);
        String flag = "-XX:AOTCache=" + cache;
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
        Files.setLastModifiedTime(cache, FileTime.fromMillis(2_000));
        assertTrue(walletCommand().contains(flag));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(3_000));
        assertFalse(walletCommand().contains(flag));
    }

    @Test
    void newestBuildRunsWhetherJarOrExecutable() throws IOException {
        Path jar = ServiceCommand.jar(Service.WALLET, home);
        Path executable = home.resolve("wallet-service/target/florin-wallet-service-1-runner");
        Files.createDirectories(jar.getParent());
        Files.createFile(executable);
        assertEquals(List.of(executable.toString(), "-Xmx256m"), walletCommand());
        Files.createFile(jar);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(2_000));
        Files.setLastModifiedTime(executable, FileTime.fromMillis(3_000));
        assertEquals(executable.toString(), walletCommand().getFirst());
        Files.setLastModifiedTime(jar, FileTime.fromMillis(4_000));
        assertEquals(jar.toString(), walletCommand().getLast());
    }

    @Test
    void executableIsGivenNoFlagThatOnlyAJvmKnows() throws IOException {
        Path executable = home.resolve("wallet-service/target/florin-wallet-service-1-runner");
        Files.createDirectories(executable.getParent());
        Files.createFile(executable);
        ServiceOptions options = ServiceOptions.onPort(1).withJvmArgs("-XX:+UseZGC", "-Da=b", "--add-opens=x");
        List<String> command =
                ServiceCommand.of(Service.WALLET, options, home, surroundings()).command();
        assertEquals(List.of("-Xmx256m", "-Da=b"), command.subList(1, command.size()));
    }

    private List<String> walletCommand() {
        return ServiceCommand.of(Service.WALLET, ServiceOptions.onPort(1), home, surroundings())
                .command();
    }

    @Test
    void serviceKnowsItsDatabaseItsKeysAndItsNeighbours() {
        ServiceOptions options = ServiceOptions.onPort(9001)
                .withCommand(List.of("true"))
                .withEnvironment("FLORIN_SECURITY_AUDIENCE", "mine");
        Map<String, String> environment =
                ServiceCommand.of(Service.WALLET, options, home, surroundings()).environment();
        assertEquals("9001", environment.get("QUARKUS_HTTP_PORT"));
        assertEquals("florin_wallet", environment.get("QUARKUS_DATASOURCE_USERNAME"));
        assertEquals("florin_wallet_owner", environment.get("QUARKUS_FLYWAY_USERNAME"));
        assertEquals("http://127.0.0.1:9004", environment.get("FLORIN_NOTIFICATION_URL"));
        assertFalse(environment.containsKey("FLORIN_ESCROW_URL"), "not run");
        assertEquals("mine", environment.get("FLORIN_SECURITY_AUDIENCE"), "options win");
    }

    @Test
    void administratorOfTheTokensIsToldWhatNeedsAnOperator() {
        ServiceOptions options = ServiceOptions.onPort(9001).withCommand(List.of("true"));
        Map<String, String> environment =
                ServiceCommand.of(Service.REFUND, options, home, surroundings()).environment();
        for (String setting : List.of(
                "FLORIN_ALERT_OPERATORS",
                "FLORIN_ESCROW_OPERATORS",
                "FLORIN_REFUND_OPERATORS",
                "FLORIN_CHANNEL_OPERATORS")) {
            assertEquals(Tokens.ADMIN, environment.get(setting));
        }
    }

    @Test
    void serviceThatIsNotBuiltIsNamed() {
        StartException thrown = assertThrows(
                StartException.class,
                () -> ServiceCommand.of(Service.REFUND, ServiceOptions.onPort(1), home, surroundings()));
        assertTrue(String.valueOf(thrown.getMessage()).startsWith("refund-service is not built"));
    }

    @Test
    void passwordsAreNotPrinted() {
        assertFalse(new Credentials("florin_wallet", "hunter2").toString().contains("hunter2"));
    }

    @Test
    void instanceWithOthersBesideItWorksOnUntilTheGatewayKnowsThatItGoes() {
        ServiceOptions alone = ServiceOptions.onPort(9001).withCommand(List.of("true"));
        assertFalse(ServiceCommand.of(Service.WALLET, alone, home, surroundings())
                .environment()
                .containsKey("QUARKUS_SHUTDOWN_DELAY"));
        String delay = ServiceCommand.of(Service.WALLET, alone.withInstances(2), home, surroundings())
                .environment()
                .get("QUARKUS_SHUTDOWN_DELAY");
        assertTrue(Duration.parse(delay).compareTo(ReadinessWatch.ASK_EVERY) > 0, delay);
    }
}
