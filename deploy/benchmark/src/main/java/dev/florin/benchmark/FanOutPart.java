package dev.florin.benchmark;

import dev.florin.benchmark.Row.Goal;
import dev.florin.local.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** (d): one message to everyone. */
final class FanOutPart {
    private static final int[] UNDER_WAY = {1, 50};
    private static final double[] GOALS = {0.85, 2.5};

    private final Options options;
    private final Generator generator;
    private final People people;
    private final Section section = new Section(Part.FAN_OUT);

    private FanOutPart(Options options, Generator generator, People people) {
        this.options = options;
        this.generator = generator;
        this.people = people;
    }

    static Section run(Options options, Path data) {
        try (Subject subject =
                        Subject.start(data, options.profile(), EnumSet.of(Service.NOTIFICATION), Cores.serverPrefix());
                Generator generator = new Generator()) {
            People people = People.of(subject.system().tokens(), 0, options.audience());
            try (Cores.Pinned _ = Cores.pinGenerator()) {
                FanOutPart part = new FanOutPart(options, generator, people);
                List<Double> bare;
                try (BareProcess process = BareProcess.start(data)) {
                    bare = part.measure(SocketServer.bare(process), null);
                }
                part.measure(SocketServer.florin(subject, people), bare);
                part.section.note(Cores.note());
                part.section.note(
                        "Both say the same JSON, each frame of the same length. Florin's broadcasts are committed"
                                + " first; the bare server's exist in memory only.");
                return part.section;
            }
        }
    }

    private List<Double> measure(SocketServer server, @Nullable List<Double> bare) {
        Fleet fleet = server.open(generator, people, 0, options.audience());
        List<Double> figures = new ArrayList<>();
        AtomicInteger last = new AtomicInteger();
        WarmUp.run(
                options,
                () -> Stream.of(server.pid()),
                _ -> last.set(broadcast(server, fleet, 1, last.get() + 1).lastNumber()));
        for (int i = 0; i < UNDER_WAY.length; i++) {
            LoadMeter meter = server.watch().get();
            Broadcasts.Result result = broadcast(server, fleet, UNDER_WAY[i], last.get() + 1);
            last.set(result.lastNumber());
            figures.add(result.perSecond());
            Row row = Row.of(
                            server.name() + ": to " + Row.number(options.audience()) + " sockets, " + UNDER_WAY[i]
                                    + " under way",
                            result.perSecond(),
                            "deliveries/s",
                            meter.stop().toString())
                    .with("until the last has heard it: " + result.latencies())
                    .with(result.disorder() + " out of order");
            section.add(bare == null ? row : row.against(bare.get(i)).with(Goal.atLeast(GOALS[i], "×")));
        }
        fleet.listen(SILENCE);
        fleet.close();
        return figures;
    }

    private Broadcasts.Result broadcast(SocketServer server, Fleet fleet, int underWay, int firstNumber) {
        return Broadcasts.run(
                generator, server, fleet, options.audience(), underWay, firstNumber, options.seconds() * 1500L);
    }

    private static final SocketClient.Listener SILENCE = new SocketClient.Listener() {
        @Override
        public void text(SocketClient socket, io.netty.buffer.ByteBuf bytes, int start, int length) {}

        @Override
        public void closed(SocketClient socket, String why) {}
    };
}
