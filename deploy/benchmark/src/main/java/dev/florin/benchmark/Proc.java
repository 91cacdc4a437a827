package dev.florin.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the kernel knows about processes and the machine ({@code proc(5)}). Elsewhere than on Linux, nothing. */
final class Proc {
    /** Clock ticks of {@code stat} per second: 100 on every Linux that Java runs on. */
    static final double TICKS_PER_S = 100;

    private static final Pattern COMPILER = Pattern.compile("^C[12] Compiler");

    private static final int MAX_BYTES = 1 << 20;
    private static final Path ROOT = Path.of("/proc");

    private Proc() {}

    /**
     * @param ticks of CPU that it has used itself
     * @param reapedTicks of CPU that its children had used when they ended
     */
    record Usage(long parent, long ticks, long reapedTicks) {
        /** Reads {@code /proc/PID/stat}; the name in it may hold blanks and brackets. */
        static Usage parse(String stat) {
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Usage(
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
        }
    }

    /** Of a process and its children, living and dead; of this process without them, for they are what it measures. */
    static long ticks(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            return usage(pid).map(Usage::ticks).orElse(0L);
        }
        long own = usage(pid).map(usage -> usage.ticks() + usage.reapedTicks()).orElse(0L);
        return own + children(pid).stream().mapToLong(Usage::ticks).sum();
    }

    /** Ticks that the just-in-time compilers of a JVM have used. */
    static long compilerTicks(long pid) {
        Path threads = ROOT.resolve(pid + "/task");
        try (Stream<Path> all = Files.list(threads)) {
            return all.map(thread -> "" + thread.getFileName())
                    .filter(thread -> COMPILER.matcher(read("" + pid, "task", thread, "comm"))
                            .find())
                    .map(thread -> read("" + pid, "task", thread, "stat"))
                    .filter(stat -> !stat.isEmpty())
                    .mapToLong(stat -> Usage.parse(stat).ticks())
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static Optional<Usage> usage(long pid) {
        String stat = read("" + pid, "stat");
        return stat.isEmpty() ? Optional.empty() : Optional.of(Usage.parse(stat));
    }

    private static List<Usage> children(long pid) {
        try (Stream<Path> all = Files.list(ROOT)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .flatMap(name -> usage(Long.parseLong(name)).stream())
                    .filter(usage -> usage.parent() == pid)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Ticks that all processors together were busy. */
    static long busyTicks() {
        return busyTicks(read("stat"));
    }

    static long busyTicks(String stat) {
        String[] fields =
                stat.lines().findFirst().orElse("cpu  0 0 0 0 0 0 0 0").split(" +", -1);
        // user, nice, system, irq, softirq; neither idle nor waiting for disks.
        return Stream.of(1, 2, 3, 6, 7)
                .mapToLong(i -> Long.parseLong(fields[i]))
                .sum();
    }

    static double loadAverage() {
        String text = read("loadavg");
        return text.isEmpty() ? 0 : Double.parseDouble(text.split(" ", 2)[0]);
    }

    /** Resident memory of a process in KiB; 0 if it is not known. */
    static long residentKib(long pid) {
        return kib(read("" + pid, "status"), "VmRSS");
    }

    static long memoryKib() {
        return kib(read("meminfo"), "MemTotal");
    }

    static long kib(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    static String cpuModel() {
        return read("cpuinfo")
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    /** Of the machine, whichever of them this process may use. */
    static int processors() {
        long listed = read("cpuinfo")
                .lines()
                .filter(line -> line.startsWith("processor"))
                .count();
        return listed == 0 ? Runtime.getRuntime().availableProcessors() : (int) listed;
    }

    /** The soft limit of open files of this process, as the kernel words it. */
    static String openFiles() {
        return read("self", "limits")
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" {2,}", -1)[1])
                .findFirst()
                .orElse("unknown");
    }

    /** How many ports there are for outgoing connections from one address to one listener. */
    static int localPorts() {
        String[] range =
                read("sys", "net", "ipv4", "ip_local_port_range").strip().split("\\s+", -1);
        return range.length == 2 ? Integer.parseInt(range[1]) - Integer.parseInt(range[0]) : 16_000;
    }

    /** In large bites: some of these files give all that they have to the first read, however short it is. */
    private static String read(String first, String... more) {
        try (InputStream file = Files.newInputStream(ROOT.resolve(Path.of(first, more)))) {
            return new String(file.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
