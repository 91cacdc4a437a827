package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static FlorinSystemOptions parse(String... arguments) {
        return CommandLine.parse(arguments, FlorinSystemOptions.standard());
    }

    @Test
    void aFolderIsNamedAsForTheLauncherOrAlone() {
        assertEquals(Path.of(".florin"), CommandLine.folder(new String[0]));
        assertEquals(Path.of("x"), CommandLine.folder(new String[] {"x"}));
        assertEquals(Path.of("x"), CommandLine.folder(new String[] {"--data", "x"}));
    }

    @Test
    void withoutArgumentsEverythingIsWhereItIsExpected() {
        FlorinSystemOptions options = parse();
        assertEquals(8080, options.gatewayPort());
        assertEquals(8081, options.service(Service.WALLET).port());
        assertEquals(8084, options.service(Service.NOTIFICATION).port());
        assertEquals(Path.of(".florin").toAbsolutePath(), options.data());
    }

    @Test
    void everyArgumentChangesOneThing() {
        FlorinSystemOptions options = parse(
                "--data",
                "elsewhere",
                "--port",
                "gateway=9000",
                "--port",
                "postgresql=0",
                "--port",
                "wallet=9001",
                "--nodes",
                "notification-service=2",
                "--heap",
                "refund=128",
                "--behind-proxy");
        assertEquals(Path.of("elsewhere/logs").toAbsolutePath(), options.logs());
        assertEquals(9000, options.gatewayPort());
        assertEquals(0, options.postgres().port());
        assertEquals(9001, options.service(Service.WALLET).port());
        assertEquals(2, options.service(Service.NOTIFICATION).instances());
        assertEquals(128, options.service(Service.REFUND).heapMb());
        assertTrue(options.trustForwarded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--what", "--data", "--port wallet", "--port wallet=x", "--port cash=1", "--port wallet=-1"})
    void whatIsNotUnderstoodIsSaid(String line) {
        assertThrows(IllegalArgumentException.class, () -> parse(line.split(" ")));
    }
}
