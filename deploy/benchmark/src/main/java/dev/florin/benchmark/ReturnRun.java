package dev.florin.benchmark;

import dev.florin.local.Service;
import dev.florin.local.Tokens;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** Everybody is connected and transfers go on; then connections break, and the transfers still go on. */
final class ReturnRun implements AutoCloseable {
    /** Transfers per second. */
    static final int RATE = 100;

    /** After that, who is not back is not waited for. */
    static final int BACK_WITHIN_S = 120;

    private static final int CONNECTIONS = 16;
    private static final int GRACE_S = 20;
    private static final int ALL_HEARD_WITHIN_S = 10;

    /** Times the seconds of a load, thrice: until the database's figures of the start are in, to compare, to return. */
    private static final int SETTLE = 2;

    private static final int BEFORE = 2;
    private static final int AFTER = 6;

    private final Generator generator;
    private final Subject subject;
    private final int nodes;
    private final int clients;
    private final Fleet fleet;
    private final Returns returns;
    private final Arrivals arrivals;
    private final LoadMeter meter;
    private final CompletableFuture<Integer> unanswered;
    private final DatabaseReads atBeginning;
    private final DatabaseReads atBreak;

    /**
     * What is known in the end.
     *
     * @param before what was read in a while before the break
     * @param after what was read from the break on
     * @param unseen how far the clients are behind their inboxes, all together
     */
    record Books(Arrivals arrivals, DatabaseReads before, DatabaseReads after, long unseen, String load) {}

    private ReturnRun(Options options, Generator generator, Subject subject, People people, Wallets wallets, int nodes)
            throws InterruptedException {
        this.generator = generator;
        this.subject = subject;
        this.nodes = nodes;
        this.clients = people.count();
        this.arrivals = new Arrivals(RATE * options.seconds() * (SETTLE + BEFORE + AFTER), 0);
        this.returns = new Returns(generator, clients, people::socketPath, arrivals);
        this.fleet = Fleet.open(
                generator,
                index -> subject.port(Service.NOTIFICATION, index % nodes),
                clients,
                people::socketPath,
                returns);
        this.meter = subject.watch();
        this.unanswered = CompletableFuture.supplyAsync(
                () -> transfers(wallets), work -> Thread.ofPlatform().start(work));
        Thread.sleep(1000L * SETTLE * options.seconds());
        this.atBeginning = reads();
        Thread.sleep(1000L * BEFORE * options.seconds());
        this.atBreak = reads();
    }

    /**
     * Connects everybody and lets transfers go on for a while.
     *
     * @param nodes to which the clients are dealt
     */
    static ReturnRun begin(
            Options options, Generator generator, Subject subject, People people, Wallets wallets, int nodes)
            throws InterruptedException {
        return new ReturnRun(options, generator, subject, people, wallets, nodes);
    }

    private int transfers(Wallets wallets) {
        int owners = wallets.people().count();
        return OpenLoop.run(
                generator,
                subject.port(Service.WALLET),
                CONNECTIONS,
                RATE,
                arrivals.count(),
                GRACE_S,
                number -> wallets.transfer(
                        ThreadLocalRandom.current().nextInt(owners), arrivals.recipient(number, owners), "x-" + number),
                arrivals);
    }

    private DatabaseReads reads() {
        return DatabaseReads.now(subject, Service.NOTIFICATION.database());
    }

    /** How many lose their connection: all of them, or every other one. */
    int leaving() {
        return clients / nodes;
    }

    Returns.Outcome drop() {
        return breaking(fleet::drop);
    }

    Returns.Outcome killSecondNode() {
        return breaking(() -> subject.system().kill(Service.NOTIFICATION, 1));
    }

    private Returns.Outcome breaking(Runnable how) {
        return returns.after(how, subject.port(Service.NOTIFICATION), leaving(), BACK_WITHIN_S);
    }

    /** Waits for the end of the transfers. */
    Books finish() throws InterruptedException {
        int missing = unanswered.join();
        arrivals.awaitAll(generator, ALL_HEARD_WITHIN_S);
        DatabaseReads after = reads().since(atBreak);
        String load = meter.stop().toString();
        arrivals.end(missing, load);
        return new Books(arrivals, atBreak.since(atBeginning), after, unseen(), load);
    }

    /** What the sender is told comes after what the recipient is told, so it is waited for. */
    private long unseen() throws InterruptedException {
        long deadline = System.nanoTime() + ALL_HEARD_WITHIN_S * 1_000_000_000L;
        long behind = behind();
        while (behind != 0 && System.nanoTime() < deadline) {
            Thread.sleep(100);
            behind = behind();
        }
        return behind;
    }

    /** The administrator is told of users with rapid transactions, and is not among the clients. */
    private long behind() {
        return subject.number(
                        Service.NOTIFICATION.database(),
                        "SELECT coalesce(sum(last_seq), 0)::bigint FROM feed WHERE user_id <> '" + Tokens.ADMIN + "'")
                - returns.seen();
    }

    @Override
    public void close() {
        returns.close();
        fleet.close();
    }
}
