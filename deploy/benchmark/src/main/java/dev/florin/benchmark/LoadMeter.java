package dev.florin.benchmark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Who used how much CPU between two moments: 100 % is one core. */
final class LoadMeter {
    private final Map<String, Long> pids;
    private final Map<String, Long> before = new LinkedHashMap<>();
    private final long busyBefore;
    private final long startNs;

    private LoadMeter(Map<String, Long> pids) {
        this.pids = new LinkedHashMap<>(pids);
        this.pids.forEach((name, pid) -> before.put(name, Proc.ticks(pid)));
        this.busyBefore = Proc.busyTicks();
        this.startNs = System.nanoTime();
    }

    /** @param pids of the processes to watch, by name; what this process does itself is watched too */
    static LoadMeter start(Map<String, Long> pids) {
        Map<String, Long> all = new LinkedHashMap<>(pids);
        all.put("generator", ProcessHandle.current().pid());
        return new LoadMeter(all);
    }

    Load stop() {
        double seconds = (System.nanoTime() - startNs) / 1e9;
        Map<String, Long> used = new LinkedHashMap<>();
        pids.forEach((name, pid) -> used.put(name, Math.max(0, Proc.ticks(pid) - before.getOrDefault(name, 0L))));
        long ours = used.values().stream().mapToLong(Long::longValue).sum();
        long others = Math.max(0, Proc.busyTicks() - busyBefore - ours);
        return new Load(used, others, seconds, Proc.loadAverage());
    }

    /**
     * What was found.
     *
     * @param used CPU in ticks, by process
     * @param others CPU in ticks of whoever else was busy: not part of the measurement
     */
    record Load(Map<String, Long> used, long others, double seconds, double loadAverage) {
        /** {@code wallet 61 %, generator 30 %, others 2 %, load 1.9}. */
        @Override
        public String toString() {
            String shares = used.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + percent(entry.getValue()) + ", ")
                    .collect(Collectors.joining());
            return shares + "others " + percent(others) + String.format(Locale.ROOT, ", load %.1f", loadAverage);
        }

        private String percent(long ticks) {
            return Math.round(100 * ticks / Proc.TICKS_PER_S / seconds) + " %";
        }

        /** {@code CPU each: wallet 120, PostgreSQL 60 µs}: hardly depends on who else is busy. */
        String cpuEach(long requests) {
            return used.entrySet().stream()
                    .map(entry -> entry.getKey() + " "
                            + Math.round(entry.getValue() / Proc.TICKS_PER_S * 1e6 / (double) Math.max(1, requests)))
                    .collect(Collectors.joining(", ", "CPU each: ", " µs"));
        }
    }
}
