package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** (b): from a commit, or from an accepted event, to the frame in somebody's socket. */
final class LatencyPart {
    /** Times the seconds of a load: two cores need as long to compile what is hot, beside the work itself. */
    private static final int COLD_WALLET = 8;

    private static final int WARM_UP_NOTIFICATION = 1;

    private final Options options;
    private final Generator generator;
    private final Subject subject;
    private final Section section = new Section(Part.LATENCY);
    private final People people;
    private final LatencyLoad load;
    private int loads;

    private LatencyPart(Options options, Generator generator, Subject subject) {
        this.options = options;
        this.generator = generator;
        this.subject = subject;
        this.people = People.of(subject.system().tokens(), 0, options.listeners());
        this.load = new LatencyLoad(generator, subject, people);
    }

    static Section run(Options options, Path data) {
        try (Generator generator = new Generator();
                Subject subject = Subject.start(
                        data, options.profile(), EnumSet.of(Service.WALLET, Service.NOTIFICATION), List.of())) {
            LatencyPart part = new LatencyPart(options, generator, subject);
            Wallets wallets = Wallets.open(generator, subject, part.people);
            wallets.awaitTold(subject);
            Fleet fleet = Fleet.open(
                    generator, subject.port(Service.NOTIFICATION), options.listeners(), part.people::socketPath);
            part.transfers(wallets, fleet);
            part.crowded(wallets, fleet);
            part.events(fleet);
            fleet.close();
            return part.section;
        }
    }

    private void transfers(Wallets wallets, Fleet fleet) {
        int coldS = options.seconds() * COLD_WALLET;
        Arrivals cold = pay(wallets, fleet, coldS, coldS);
        WarmUp.run(options, List.of(subject), _ -> pay(wallets, fleet, options.seconds(), options.seconds()));
        Arrivals arrivals = pay(wallets, fleet, 0, options.seconds() * 3);
        section.add(arrivals.row("wallet commit (HTTP answer) → frame of the recipient, p99", arrivals.fromAnswer())
                .with(fleet.losses())
                .with(Goal.atMost(50, " ms")));
        section.add(arrivals.row("the same from when the request was due, p99", arrivals.fromDue()));
        section.add(arrivals.countRow("frames that arrived exactly once, in order"));
        section.add(
                cold.row("the same, cold: in the first " + coldS + " s after the start, p99", cold.coldFromAnswer()));
        section.add(cold.countRow("frames that arrived exactly once, in order, meanwhile"));
    }

    /** Most of a crowd hears nothing, and is there all the same. */
    private void crowded(Wallets wallets, Fleet fleet) {
        int others = options.sockets() - options.listeners();
        People idle = People.of(subject.system().tokens(), options.listeners(), others);
        Fleet crowd = Fleet.open(generator, subject.port(Service.NOTIFICATION), others, idle::socketPath);
        Arrivals arrivals = pay(wallets, fleet, options.seconds(), options.seconds() * 3);
        section.add(arrivals.row(
                        "the same with " + Row.number(options.sockets()) + " sockets open, p99", arrivals.fromAnswer())
                .with(fleet.losses())
                .with(crowd.losses())
                .with(Goal.atMost(100, " ms")));
        section.add(arrivals.countRow("frames that arrived exactly once, in order, meanwhile"));
        crowd.close();
    }

    /** @param warmUpS so many of the seconds count as cold */
    private Arrivals pay(Wallets wallets, Fleet fleet, int warmUpS, int seconds) {
        String keys = "load-" + loads++ + "-";
        return load.run(
                fleet,
                subject.port(Service.WALLET),
                warmUpS,
                seconds - warmUpS,
                (number, recipient) -> wallets.transfer(
                        ThreadLocalRandom.current().nextInt(people.count()), recipient, keys + number, "x-" + number));
    }

    private void events(Fleet fleet) {
        Arrivals arrivals = load.events(
                fleet,
                subject.port(Service.NOTIFICATION),
                options.seconds() * WARM_UP_NOTIFICATION,
                options.seconds() * 2);
        section.add(arrivals.row("event accepted (HTTP answer) → frame, p99", arrivals.fromAnswer())
                .with(fleet.losses())
                .with(Goal.atMost(20, " ms")));
        section.add(Row.of("the same, p50", arrivals.fromAnswer().p50(), "ms", "as above")
                .with(Goal.atMost(4, " ms")));
        section.add(arrivals.row("the same from when the request was due, p99", arrivals.fromDue()));
        section.add(arrivals.countRow("frames that arrived exactly once, in order"));
    }
}
