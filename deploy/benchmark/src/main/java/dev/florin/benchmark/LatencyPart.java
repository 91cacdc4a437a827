package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** (b): from a commit, or from an accepted event, to the frame in somebody's socket. */
final class LatencyPart {
    private static final int RATE = 500;

    /** Times the seconds of a load: two cores need as long to compile what is hot, beside the work itself. */
    private static final int WARM_UP_WALLET = 8;

    private static final int WARM_UP_NOTIFICATION = 1;
    private static final int CONNECTIONS = 64;

    private static final int GRACE_S = 20;

    private final Options options;
    private final Generator generator;
    private final Subject subject;
    private final Section section = new Section(Part.LATENCY);
    private final People people;

    private LatencyPart(Options options, Generator generator, Subject subject) {
        this.options = options;
        this.generator = generator;
        this.subject = subject;
        this.people = People.of(subject.system().tokens(), 0, options.listeners());
    }

    static Section run(Options options, Path data) {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data, options.profile(), EnumSet.of(Service.WALLET, Service.NOTIFICATION), List.of())) {
            LatencyPart part = new LatencyPart(options, generator, subject);
            Wallets wallets = Wallets.open(generator, subject, part.people);
            part.awaitToldEverything();
            Fleet fleet = Fleet.open(
                    generator,
                    subject.port(Service.NOTIFICATION),
                    options.listeners(),
                    user -> "/api/ws/notifications/" + new String(part.people.token(user), StandardCharsets.US_ASCII));
            part.transfers(wallets, fleet);
            part.events(fleet);
            fleet.close();
            return part.section;
        }
    }

    /** The deposits of the set-up are told too, and are not what is measured. */
    private void awaitToldEverything() {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (subject.number(Service.WALLET.database(), "SELECT count(*) FROM outbox") > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the outbox does not empty");
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private void transfers(Wallets wallets, Fleet fleet) {
        int seconds = options.seconds() * 3;
        Arrivals arrivals = run(
                fleet,
                Service.WALLET,
                options.seconds() * WARM_UP_WALLET,
                seconds,
                (number, recipient) -> wallets.transfer(
                        ThreadLocalRandom.current().nextInt(people.count()), recipient, "x-" + number));
        section.add(arrivals.row("wallet commit (HTTP answer) → frame of the recipient, p99", arrivals.fromAnswer())
                .with(fleet.losses())
                .with(Goal.atMost(50, " ms")));
        section.add(arrivals.row("the same from when the request was due, p99", arrivals.fromDue()));
        section.add(arrivals.row(
                "the same, cold: in the first " + options.seconds() * WARM_UP_WALLET + " s after the start, p99",
                arrivals.coldFromAnswer()));
        section.add(arrivals.countRow("frames that arrived exactly once, in order"));
    }

    private void events(Fleet fleet) {
        Arrivals arrivals = run(
                fleet,
                Service.NOTIFICATION,
                options.seconds() * WARM_UP_NOTIFICATION,
                options.seconds() * 2,
                (number, recipient) -> Http.post(
                        "/internal/events",
                        people.serviceToken(),
                        Http.EVENTS,
                        "",
                        "[" + Events.payment(People.name(recipient), "x-" + number) + "]"));
        section.add(arrivals.row("event accepted (HTTP answer) → frame, p99", arrivals.fromAnswer())
                .with(fleet.losses())
                .with(Goal.atMost(20, " ms")));
        section.add(Row.of("the same, p50", arrivals.fromAnswer().p50(), "ms", "as above")
                .with(Goal.atMost(4, " ms")));
        section.add(arrivals.row("the same from when the request was due, p99", arrivals.fromDue()));
        section.add(arrivals.countRow("frames that arrived exactly once, in order"));
    }

    private interface Sending {
        ByteBuf request(int number, int recipient);
    }

    private Arrivals run(Fleet fleet, Service service, int warmUpS, int seconds, Sending sending) {
        int warmUp = RATE * warmUpS;
        int count = warmUp + RATE * seconds;
        Arrivals arrivals = new Arrivals(count, warmUp);
        fleet.listen(arrivals);
        LoadMeter meter = subject.watch();
        int missing = OpenLoop.run(
                generator,
                subject.port(service),
                CONNECTIONS,
                RATE,
                count,
                GRACE_S,
                number -> sending.request(number, arrivals.recipient(number, people.count())),
                arrivals);
        arrivals.awaitAll(generator, 10);
        arrivals.end(missing, meter.stop().toString());
        return arrivals;
    }
}
