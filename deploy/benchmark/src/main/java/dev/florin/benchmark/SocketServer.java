package dev.florin.benchmark;

import dev.florin.local.Service;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A server of sockets, whichever it is.
 *
 * @param name in the rows
 * @param paths before the token in the path of a socket
 * @param watch begins to meter the machine
 */
record SocketServer(
        String name, int port, long pid, String paths, Supplier<LoadMeter> watch, Broadcasting broadcasting) {

    /** How something is said to everyone. */
    interface Broadcasting {
        ByteBuf request(String message);
    }

    static SocketServer florin(Subject subject, People people) {
        return new SocketServer(
                "Florin",
                subject.port(Service.NOTIFICATION),
                subject.system().processId(Service.NOTIFICATION),
                "/api/ws/notifications/",
                subject::watch,
                message -> Http.post(
                        "/internal/events",
                        people.serviceToken(),
                        Http.EVENTS,
                        "",
                        "[" + Events.announcement(message) + "]"));
    }

    static SocketServer bare(BareProcess bare) {
        return new SocketServer(
                "bare Vert.x",
                bare.port(),
                bare.pid(),
                "/sockets/",
                bare::watch,
                message -> Http.post("/broadcast", new byte[0], Http.JSON, "", Events.announcementFrame(message)));
    }

    /** Opens sockets for these people, from number {@code first} on. */
    Fleet open(Generator generator, People people, int first, int count) {
        return Fleet.open(
                generator,
                port,
                count,
                index -> paths + new String(people.token(first + index), StandardCharsets.US_ASCII));
    }
}
