package dev.florin.wallet.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.database.Database;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.wallet.Api;
import dev.florin.wallet.Reads;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How often a page waits for PostgreSQL: seen on the wire, since it is the driver that decides. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class RoundTripsQuarkusTest {
    /** By then the driver has prepared everything, and knows what the statements return. */
    private static final int USED_TO = 10;

    /**
     * What the driver sends in pieces may have its first piece answered before the next; where it waits, it always
     * does.
     */
    private static final int LOOKS = 20;

    @ParameterizedTest
    @CsvSource({",,", "debit,,", "debit,2020-01-01,", "refund,,2030-01-01", ",2020-01-01,2030-01-01"})
    void aPageIsTwo(String type, String from, String until) throws Exception {
        String user = Some.user("alice");
        Api.as(user).wallet("100");
        HistoryQuery query = new HistoryQuery(type, Period.of(from, until), null, null, null, null, null);
        PGSimpleDataSource source = FlorinTestResource.database().asApplication();
        try (Wire wire = new Wire(source.getPortNumbers()[0])) {
            source.setPortNumbers(new int[] {wire.port()});
            try (Connection connection = source.getConnection()) {
                HistoryPageStore pages = new HistoryPageStore(new HistoryStore(new Database(Reads.always(connection))));
                HistoryPageStore.Wanted wanted = new HistoryPageStore.Wanted(query, 0, 51, true);
                for (int i = 0; i < USED_TO; i++) {
                    pages.page(user, wanted, UnaryOperator.identity());
                }
                int least = Integer.MAX_VALUE;
                for (int i = 0; i < LOOKS; i++) {
                    int before = wire.roundTrips();
                    pages.page(user, wanted, UnaryOperator.identity());
                    least = Math.min(least, wire.roundTrips() - before);
                }
                assertEquals(2, least);
            }
        }
    }

    /** Passes one connection on, and counts how often its client spoke after it had been answered. */
    private static final class Wire implements AutoCloseable {
        private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final AtomicBoolean answered = new AtomicBoolean(true);
        private final AtomicInteger roundTrips = new AtomicInteger();

        Wire(int server) throws IOException {
            Thread.startVirtualThread(() -> {
                try (Socket near = door.accept();
                        Socket far = new Socket(InetAddress.getLoopbackAddress(), server)) {
                    Thread.startVirtualThread(() -> pass(far, near, () -> answered.set(true)));
                    pass(near, far, () -> roundTrips.addAndGet(answered.getAndSet(false) ? 1 : 0));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }

        /** @param seen is told of bytes before they are passed on */
        private static void pass(Socket from, Socket to, Runnable seen) {
            byte[] bytes = new byte[1 << 16];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    seen.run();
                    out.write(bytes, 0, read);
                }
            } catch (IOException _) {
                // The other end is gone, and so is this one.
            }
        }

        int port() {
            return door.getLocalPort();
        }

        int roundTrips() {
            return roundTrips.get();
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }
}
