package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** (s): how long until a service can be used, and what it takes when nobody uses it. */
final class StartPart {
    private static final long IDLE_MS = 4000;

    private StartPart() {}

    static Section run(Options options, Path data) throws InterruptedException {
        Section section = new Section(Part.START);
        Set<Service> all = EnumSet.allOf(Service.class);
        LoadMeter nobody = LoadMeter.start(Map.of());
        long start = System.nanoTime();
        try (Subject subject = Subject.start(data, options.profile(), all, List.of())) {
            section.add(Row.of(
                            "all of it, from nothing to ready",
                            secondsSince(start),
                            "s",
                            nobody.stop().toString())
                    .with("a new database is made; all services start at the same time")
                    .with(Goal.atMost(15, " s")));
            for (Service service : all) {
                one(section, subject, service);
            }
        }
        return section;
    }

    private static void one(Section section, Subject subject, Service service) throws InterruptedException {
        subject.system().terminate(service);
        LoadMeter meter = subject.watch();
        long start = System.nanoTime();
        subject.system().start(service);
        section.add(Row.of(
                        service.module() + ": process start to ready",
                        secondsSince(start),
                        "s",
                        meter.stop().toString())
                .with(Goal.atMost(2.5, " s")));
        Thread.sleep(IDLE_MS);
        section.add(Row.of(service.module() + ": resident, idle", subject.residentKib(service) / 1024.0, "MiB", "idle")
                .with(Goal.atMost(200, " MiB")));
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
