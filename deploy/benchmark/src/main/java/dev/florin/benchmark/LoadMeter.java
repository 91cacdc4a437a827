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

    /** {@code wallet 61 %, generator 30 %, others 2 %, load 1.9}: the others are not part of the measurement. */
    String stop() {
        double seconds = (System.nanoTime() - startNs) / 1e9;
        Map<String, Long> used = new LinkedHashMap<>();
        pids.forEach((name, pid) -> used.put(name, Math.max(0, Proc.ticks(pid) - before.getOrDefault(name, 0L))));
        long others = Proc.busyTicks()
                - busyBefore
                - used.values().stream().mapToLong(Long::longValue).sum();
        used.put("others", Math.max(0, others));
        return text(used, seconds, Proc.loadAverage());
    }

    static String text(Map<String, Long> ticks, double seconds, double loadAverage) {
        String shares = ticks.entrySet().stream()
                .map(entry ->
                        entry.getKey() + " " + Math.round(100 * entry.getValue() / Proc.TICKS_PER_S / seconds) + " %")
                .collect(Collectors.joining(", "));
        return shares + String.format(Locale.ROOT, ", load %.1f", loadAverage);
    }
}
