package dev.florin.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Path HOME = Path.of("florin");

    private static Options parse(Map<String, String> environment, String... arguments) {
        return Options.parse(arguments, environment, HOME);
    }

    @Test
    void measuresEverythingUnlessTold() {
        Options options = parse(Map.of());
        assertEquals(EnumSet.allOf(Part.class), EnumSet.copyOf(options.parts()));
        assertEquals(10_000, options.wallets());
        assertEquals(HOME.resolve("deploy/benchmark/RESULTS.md"), options.results());
    }

    @Test
    void takesPartsFromMakesVariable() {
        assertEquals(
                Set.of(Part.LEDGER, Part.FAN_OUT), parse(Map.of("ONLY", " a,d")).parts());
    }

    @Test
    void anArgumentWinsOverTheVariable() {
        assertEquals(
                Set.of(Part.LATENCY), parse(Map.of("ONLY", "a"), "--only", "b").parts());
    }

    @Test
    void aTinyRunDoesNotTouchTheResults() {
        Options options = parse(Map.of(), "--tiny", "--profile");
        assertEquals(HOME.resolve("deploy/benchmark/target/RESULTS.md"), options.results());
        assertTrue(options.profile());
        assertEquals(1, options.seconds());
    }

    @Test
    void takesNumbersBesideATinyRun() {
        Options options = parse(Map.of(), "--tiny", "--only", "r", "--sockets", "2000");
        assertEquals(Set.of(Part.RETURN), options.parts());
        assertEquals(2_000, options.sockets());
        assertEquals(40_000, parse(Map.of(), "--entries", "40000").entries());
        assertEquals(50, options.listeners());
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        for (String[] wrong : new String[][] {{"--fast"}, {"--only", "z"}, {"--seconds"}, {"--seconds", "few"}}) {
            assertThrows(IllegalArgumentException.class, () -> parse(Map.of(), wrong));
        }
    }
}
