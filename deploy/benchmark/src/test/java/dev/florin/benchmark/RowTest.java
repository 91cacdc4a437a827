package dev.florin.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.benchmark.Row.Goal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "0.004|0",
                "1.5|1.5",
                "2.345|2.35",
                "12.34|12.3",
                "100|100",
                "543.2|543",
                "7600.4|7,600",
                "-3|-3"
            })
    void showsThreeDigits(double value, String text) {
        assertEquals(text, Row.number(value));
    }

    @Test
    void judgesTheRatioWhereThereIsOne() {
        Row row = Row.of("transfers", 3000, "/s", "idle").with(Goal.atLeast(1.5, "×"));
        assertEquals(
                "| transfers | 3,000 /s |  | 1.50× | ≥ 1.5× ✓ | idle |",
                row.against(2000).markdown());
        assertEquals(
                "| transfers | 3,000 /s |  | 1.49× | ≥ 1.5× ✗ missed | idle |",
                row.against(2010).markdown());
    }

    @Test
    void judgesTheValueWhereThereIsNoRatio() {
        Row row = Row.of("p99", 25.1, "ms", "idle")
                .with(Goal.atMost(25, " ms"))
                .with("p50 3 ms")
                .with("open loop");
        assertEquals("| p99 | 25.1 ms | p50 3 ms; open loop |  | ≤ 25 ms ✗ missed | idle |", row.markdown());
    }

    @Test
    void anEmptyDetailLeavesNoTrace() {
        assertEquals(
                "p50 1 ms", Row.of("x", 1, "", "").with("p50 1 ms").with("").details());
    }

    @Test
    void latenciesAreSaidInMilliseconds() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 100; i++) {
            latencies.add(i * 100_000L);
        }
        assertEquals("p50 5.00, p99 9.90, max 10 ms", latencies.toString());
        assertEquals("p50 0.00, p99 0.00, max 0.00 ms", new Latencies().toString());
    }
}
