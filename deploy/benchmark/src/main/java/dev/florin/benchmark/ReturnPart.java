package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Service;
import dev.florin.local.ServiceOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** (r): everybody comes back at the same moment, and what a second node has to do with it. */
final class ReturnPart {
    private static final String DATABASE = Service.NOTIFICATION.database();

    /** Times the seconds of a load: nodes that have just started compile what is hot. */
    private static final int WARM_UP = 4;

    /**
     * Twice the 15 by which a client is known that comes back: how its feed stands and what it was shown, its values,
     * its connection that is gone and the one that is there, and what it missed. It goes by rows, which queries for
     * many at once save none of; a look at each of a user's connections, or at a history from its beginning, is beyond.
     */
    private static final double ROWS_PER_CLIENT = 30;

    private final Options options;
    private final Path data;
    private final Section section = new Section(Part.RETURN);

    private ReturnPart(Options options, Path data) {
        this.options = options;
        this.data = data;
    }

    static Section run(Options options, Path data) throws InterruptedException {
        ReturnPart part = new ReturnPart(options, data);
        part.onOneNode();
        part.onTwoNodes("PostgreSQL", UnaryOperator.identity());
        part.throughRedis();
        part.notes();
        return part.section;
    }

    private void onOneNode() throws InterruptedException {
        try (Generator generator = new Generator();
                Subject subject = start(UnaryOperator.identity())) {
            People people = People.of(subject.system().tokens(), 0, options.sockets());
            Wallets wallets = wallets(generator, subject);
            try (ReturnRun run = ReturnRun.begin(options, generator, subject, people, wallets, 1)) {
                report("of one node dropped at once", run, run.drop());
            }
        }
    }

    /** @param node what is special about each */
    private void onTwoNodes(String broker, UnaryOperator<ServiceOptions> node) throws InterruptedException {
        try (Generator generator = new Generator();
                Subject subject = start(
                        system -> system.with(Service.NOTIFICATION, plain -> node.apply(plain.withInstances(2))))) {
            People people = People.of(subject.system().tokens(), 0, options.sockets());
            Wallets wallets = wallets(generator, subject);
            across(broker, new LatencyLoad(generator, subject, wallets.people()));
            try (ReturnRun run = ReturnRun.begin(options, generator, subject, people, wallets, 2)) {
                report(
                        "on two nodes that hear each other by " + broker + ", one of which is killed (kill -9)",
                        run,
                        run.killSecondNode());
            }
        }
    }

    private void throughRedis() throws InterruptedException {
        try (Redis redis = Redis.start()) {
            onTwoNodes("Redis", node -> through(redis, node));
        } catch (IOException e) {
            section.note("Not measured through Redis, for none could be started here: " + e.getMessage());
        }
    }

    private static ServiceOptions through(Redis redis, ServiceOptions node) {
        return node.withEnvironment("FLORIN_BROKER", "redis").withEnvironment("FLORIN_REDIS_URL", redis.url());
    }

    private Subject start(UnaryOperator<FlorinSystemOptions> change) {
        return Subject.start(
                data, options.profile(), EnumSet.of(Service.WALLET, Service.NOTIFICATION), List.of(), change);
    }

    /** Some of those who are connected have one. */
    private Wallets wallets(Generator generator, Subject subject) {
        People owners = People.of(subject.system().tokens(), 0, options.listeners());
        Wallets wallets = Wallets.open(generator, subject, owners);
        wallets.awaitTold(subject);
        return wallets;
    }

    /** Events are posted to the first node all the time; who listens is connected there, and then to the second. */
    private void across(String broker, LatencyLoad load) {
        int first = load.subject().port(Service.NOTIFICATION, 0);
        int second = load.subject().port(Service.NOTIFICATION, 1);
        Fleet near = Fleet.open(load.generator(), first, options.listeners(), load.people()::socketPath);
        Arrivals same = load.events(near, first, options.seconds() * WARM_UP, options.seconds());
        String lost = near.losses();
        near.close();
        Fleet far = Fleet.open(load.generator(), second, options.listeners(), load.people()::socketPath);
        Arrivals other = load.events(far, first, options.seconds(), options.seconds() * 2);
        section.add(
                other.row("event accepted at one node → frame at the other, by " + broker + ", p99", other.fromAnswer())
                        .with(far.losses())
                        .with("at the same node: " + same.fromAnswer())
                        .with(lost));
        section.add(Row.of("the same, p50", other.fromAnswer().p50(), "ms", "as above"));
        section.add(other.countRow("frames that arrived exactly once, in order"));
        far.close();
    }

    private void report(String what, ReturnRun run, Returns.Outcome outcome) throws InterruptedException {
        ReturnRun.Books books = run.finish();
        Arrivals.Missed missed = books.arrivals().missed(outcome.backNs());
        double seconds = Math.max(outcome.lastS(), outcome.secondsTo(missed.lastNs()));
        String late = outcome.missing() == 0 ? "" : "**" + outcome.missing() + " did not come back**";
        section.add(Row.of(
                        Row.number(options.sockets()) + " sockets " + what + ": until all are back and up to date",
                        outcome.missing() == 0 ? seconds : ReturnRun.BACK_WITHIN_S,
                        "s",
                        books.load())
                .with(Row.number(run.leaving()) + " come back")
                .with("half of them after " + Row.number(outcome.halfS()) + ", the last after "
                        + Row.number(outcome.lastS()) + " s")
                .with(Row.number(missed.count()) + " payments of the meantime told then")
                .with(outcome.again() + " attempts repeated")
                .with(late)
                .with(Goal.atMost(30, " s")));
        section.add(books.arrivals().countRow("payments told exactly once, in order, before and after"));
        section.add(Row.of("notifications in the inboxes that no client saw", (double) books.unseen(), "", "as above")
                .with(outcome.resyncs() + " told to start over")
                .with(Goal.atMost(0, "")));
        reads(run.leaving(), books);
    }

    private void reads(int leaving, ReturnRun.Books books) {
        DatabaseReads usual = books.before();
        DatabaseReads all = books.after();
        DatabaseReads more = all.beyond(usual);
        section.add(Row.of(
                        "rows read by key in " + DATABASE + ", per client that came back",
                        more.rows() / leaving,
                        "",
                        "as above")
                .with(Row.number(more.transactions() / leaving) + " transactions")
                .with("both beyond what the transfers take all the time: " + Row.number(usual.rows() / usual.seconds())
                        + " rows and " + Row.number(usual.transactions() / usual.seconds()) + " transactions/s")
                .with("with them " + Row.number(all.rows() / leaving) + " and "
                        + Row.number(all.transactions() / leaving) + " in " + Row.number(all.seconds()) + " s")
                .with(Goal.atMost(ROWS_PER_CLIENT, "")));
    }

    private void notes() {
        section.note(
                "Transfers go on at " + ReturnRun.RATE + "/s, open loop, between " + Row.number(options.listeners())
                        + " of those who are connected. The clients break their connections without a goodbye; each asks for"
                        + " what came since the last notification that it saw, all in the same moment, and tries again after a"
                        + " second where it is not let in.");
        section.note("Up to date is who has heard all that was acknowledged to its sender before he was back. Reads are"
                + " the difference of pg_stat_database over the rest of the load, less its share of the stretch"
                + " before.");
        section.note("Nothing is pinned to a core. A Redis counts among the others.");
    }
}
