package dev.florin.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcTest {
    @Test
    void readsAProcessWhoseNameHasBracketsAndBlanks() {
        String stat = "42 (a (b) c) S 7 42 42 0 -1 4194560 100 0 0 0 11 22 33 44 20 0 1 0 5 0 0";
        assertEquals(new Proc.Usage(7, 33, 77), Proc.Usage.parse(stat));
    }

    @Test
    void busyIsNeitherIdleNorWaiting() {
        assertEquals(1 + 2 + 3 + 6 + 7, Proc.busyTicks("cpu  1 2 3 1000 500 6 7 8 0 0\ncpu0 9 9 9 9 9 9 9 9 9 9\n"));
    }

    @Test
    void findsAField() {
        assertEquals(12_345, Proc.kib("VmPeak:\t  99 kB\nVmRSS:\t   12345 kB\n", "VmRSS"));
        assertEquals(0, Proc.kib("", "VmRSS"));
    }

    @Test
    void saysWhoUsedTheProcessors() {
        Map<String, Long> ticks = new LinkedHashMap<>();
        ticks.put("wallet", 122L);
        ticks.put("PostgreSQL", 0L);
        LoadMeter.Load load = new LoadMeter.Load(ticks, 4, 2, 1.94);
        assertEquals("wallet 61 %, PostgreSQL 0 %, others 2 %, load 1.9", load.toString());
        assertEquals("CPU each: wallet 122, PostgreSQL 0 µs", load.cpuEach(10_000));
    }

    @Test
    void readsTheMeanBatchOutOfMetrics() {
        String metrics = """
                # HELP ledger_batch_size Commands that were committed together
                ledger_batch_size{quantile="0.5",} 3.0
                ledger_batch_size_count 10.0
                ledger_batch_size_sum 250.0
                ledger_batch_size_max 99.0
                """;
        assertEquals(new BatchSizes(10, 250), BatchSizes.parse(metrics));
        assertEquals(20, new BatchSizes(20, 450).meanSince(BatchSizes.parse(metrics)));
    }
}
