package dev.florin.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Memory that a JVM really needs: what is resident after a full collection, asked for with {@code jcmd GC.run}. */
final class Resident {
    private static final long SETTLE_MS = 2000;

    private Resident() {}

    static long settledKib(long pid) {
        try {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(20, TimeUnit.SECONDS);
            Thread.sleep(SETTLE_MS);
        } catch (IOException e) {
            throw new IllegalStateException("jcmd is needed, it comes with the JDK", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Proc.residentKib(pid);
    }
}
