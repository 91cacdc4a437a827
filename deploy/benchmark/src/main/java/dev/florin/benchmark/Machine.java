package dev.florin.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What the figures were measured on. */
final class Machine {
    private static final long FSYNC_FOR_NS = 2_000_000_000L;
    private static final int PAGE = 8192;

    private Machine() {}

    /** {@code AMD EPYC, 2 cores}. */
    static String name() {
        return Proc.cpuModel() + ", " + Runtime.getRuntime().availableProcessors() + " cores";
    }

    /** @param folder on the disk in question */
    static String describe(Path folder) {
        Latencies flush = flush(folder);
        return String.format(
                Locale.ROOT,
                """
                | | |
                |---|---|
                | processor | %s |
                | memory | %.1f GiB |
                | kernel | %s %s |
                | disk | %,.0f flushes/s of 8 KiB each (write + fdatasync, one after the other; %s) |
                | Java | %s %s |
                """,
                name(),
                Proc.memoryKib() / 1024.0 / 1024.0,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                flush.count() * 1e9 / FSYNC_FOR_NS,
                flush,
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"));
    }

    /** What a flush costs: the floor under every commit. */
    private static Latencies flush(Path folder) {
        Path file = folder.resolve("flush");
        Latencies latencies = new Latencies();
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                ByteBuffer page = ByteBuffer.allocate(PAGE);
                long end = System.nanoTime() + FSYNC_FOR_NS;
                for (long now = System.nanoTime(); now < end; ) {
                    channel.write(page.clear(), latencies.count() % 1024 * PAGE);
                    channel.force(false);
                    long then = System.nanoTime();
                    latencies.add(then - now);
                    now = then;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return latencies;
    }
}
