package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;

/** Something is told to one after the other at a fixed rate, and timed until they hear it. */
record LatencyLoad(Generator generator, Subject subject, People people) {
    private static final int RATE = 500;
    private static final int CONNECTIONS = 64;
    private static final int GRACE_S = 20;

    /** Makes the request that tells the recipient this number. */
    interface Sending {
        ByteBuf request(int number, int recipient);
    }

    /** @param fleet a socket for each of the people, in their order */
    Arrivals run(Fleet fleet, int port, int warmUpS, int seconds, Sending sending) {
        int warmUp = RATE * warmUpS;
        int count = warmUp + RATE * seconds;
        Arrivals arrivals = new Arrivals(count, warmUp);
        fleet.listen(arrivals);
        LoadMeter meter = subject.watch();
        int missing = OpenLoop.run(
                generator,
                port,
                CONNECTIONS,
                RATE,
                count,
                GRACE_S,
                number -> sending.request(number, arrivals.recipient(number, people.count())),
                arrivals);
        arrivals.awaitAll(generator, GRACE_S);
        arrivals.end(missing, meter.stop().toString());
        return arrivals;
    }

    /** Tells of payments by events, as wallet-service would. */
    Arrivals events(Fleet fleet, int port, int warmUpS, int seconds) {
        return run(
                fleet,
                port,
                warmUpS,
                seconds,
                (number, recipient) -> Http.post(
                        "/internal/events",
                        people.serviceToken(),
                        Http.EVENTS,
                        "",
                        "[" + Events.payment(People.name(recipient), "x-" + number) + "]"));
    }
}
