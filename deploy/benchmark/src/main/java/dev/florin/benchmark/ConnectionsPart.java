package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import java.nio.file.Path;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** (c): what an idle connection costs, and how fast they come. */
final class ConnectionsPart {
    private static final int WARM_UP = 300;
    private static final int SETTLE_MS = 1000;

    private final Options options;
    private final Generator generator;
    private final People people;
    private final Section section = new Section(Part.CONNECTIONS);

    /** Of one server, for the comparison. */
    private record Figures(double perSecond, double kibPerSocket) {}

    private ConnectionsPart(Options options, Generator generator, People people) {
        this.options = options;
        this.generator = generator;
        this.people = people;
    }

    static Section run(Options options, Path data) throws InterruptedException {
        try (Subject subject =
                        Subject.start(data, options.profile(), EnumSet.of(Service.NOTIFICATION), Cores.serverPrefix());
                Generator generator = new Generator()) {
            int some = options.sockets() / 10;
            People people = People.of(subject.system().tokens(), 0, WARM_UP + some + options.sockets());
            try (Cores.Pinned _ = Cores.pinGenerator()) {
                ConnectionsPart part = new ConnectionsPart(options, generator, people);
                Figures bare;
                try (BareProcess process = BareProcess.start(data)) {
                    bare = part.measure(SocketServer.bare(process), null);
                }
                part.measure(SocketServer.florin(subject, people), bare);
                part.notes();
                return part.section;
            }
        }
    }

    private Figures measure(SocketServer server, @Nullable Figures bare) throws InterruptedException {
        server.open(generator, people, 0, WARM_UP).close();
        Thread.sleep(SETTLE_MS);
        long emptyKib = Resident.settledKib(server.pid());
        step(server, WARM_UP, options.sockets() / 10, emptyKib, null);
        return step(server, WARM_UP + options.sockets() / 10, options.sockets(), emptyKib, bare);
    }

    private Figures step(SocketServer server, int first, int count, long emptyKib, @Nullable Figures bare)
            throws InterruptedException {
        LoadMeter meter = server.watch().get();
        long start = System.nanoTime();
        Fleet fleet = server.open(generator, people, first, count);
        double perSecond = count * 1e9 / (System.nanoTime() - start);
        String load = meter.stop().toString();
        long afterKib = Proc.residentKib(server.pid());
        long settledKib = Resident.settledKib(server.pid());
        double each = (settledKib - emptyKib) / (double) count;
        boolean judged = bare != null;
        Row rate = Row.of(server.name() + ": connections/s up to " + Row.number(count), perSecond, "/s", load)
                .with("signature of each token checked, greeting received");
        section.add(bare == null ? rate : rate.against(bare.perSecond()).with(Goal.atLeast(0.6, "×")));
        Row memory = Row.of(server.name() + ": memory per idle connection at " + Row.number(count), each, "KiB", "idle")
                .with(Row.number(emptyKib / 1024.0) + " → " + Row.number(settledKib / 1024.0) + " MiB ("
                        + Row.number(afterKib / 1024.0) + " MiB before the collection)");
        section.add(judged ? memory.with(Goal.atMost(20, " KiB")) : memory);
        fleet.close();
        Thread.sleep(SETTLE_MS);
        return new Figures(perSecond, each);
    }

    private void notes() {
        section.note(Cores.note());
        section.note("Memory is the resident set of the server's process, empty and with the sockets open, each time"
                + " after `jcmd GC.run` and two seconds; what the kernel keeps per socket is not in it.");
        section.note("Open files allowed to this process (ulimit -n): " + Proc.openFiles()
                + ". Ports per source address: " + Proc.localPorts()
                + "; further sockets come from the next loopback address. One user per socket.");
    }
}
