package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** (e): how fast the inbox takes in what nobody listens to. */
final class IngestPart {
    private static final int BATCH = 500;
    private static final long WARM_UP_MS = 5000;

    private IngestPart() {}

    static Section run(Options options, Path data) {
        Section section = new Section(Part.INGEST);
        try (Generator generator = new Generator();
                Subject subject = Subject.start(data, options.profile(), EnumSet.of(Service.NOTIFICATION), List.of())) {
            People people = People.of(subject.system().tokens(), 0, 1);
            int port = subject.port(Service.NOTIFICATION);
            Requests batches = batches(people, options.wallets());
            ClosedLoop.run(generator, port, 2, batches, 0, Math.min(WARM_UP_MS, options.seconds() * 1000L));
            for (int callers : new int[] {1, 4}) {
                LoadMeter meter = subject.watch();
                Measured calls = ClosedLoop.run(generator, port, callers, batches, 500, options.seconds() * 1000L);
                Measured rows = new Measured(
                        calls.perSecond() * BATCH, calls.all() * BATCH, calls.latencies(), calls.failures());
                LoadMeter.Load load = meter.stop();
                section.add(rows.row(
                                "events in batches of " + BATCH + ", one recipient each, " + callers
                                        + (callers == 1 ? " caller" : " callers"),
                                "rows/s",
                                load)
                        .with(load.cpuEach(rows.all()))
                        .with(Goal.atLeast(10_000, "/s")));
            }
        }
        return section;
    }

    private static Requests batches(People people, int users) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            StringBuilder body = new StringBuilder("[");
            for (int i = 0; i < BATCH; i++) {
                String user = People.name(next.getAndIncrement() % users);
                body.append(i == 0 ? "" : ",").append(Events.payment(user, "lunch"));
            }
            return Http.post("/internal/events", people.serviceToken(), Http.EVENTS, "", body.append("]"));
        };
    }
}
