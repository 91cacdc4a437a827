package dev.florin.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The books of who went and came back. */
class ReturnTest {
    private static final SocketClient.Listener NOBODY = new SocketClient.Listener() {
        @Override
        public void text(SocketClient socket, ByteBuf bytes, int start, int length) {}

        @Override
        public void closed(SocketClient socket, String why) {}
    };

    private static void hear(SocketClient.Listener listener, SocketClient socket, String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        listener.text(socket, bytes, 0, bytes.readableBytes());
        bytes.release();
    }

    private static String payment(int number, long seq) {
        return "{\"type\":\"payment_received\",\"timestamp\":\"2026-01-31T09:30:00.000Z\",\"data\":{\"message\":\"x-"
                + number + "\"},\"seq\":" + seq + ",\"id\":\"e\"}";
    }

    private static void answer(Arrivals arrivals, int number, long ns) {
        arrivals.answered(number, ns, ns, 201, Unpooled.EMPTY_BUFFER);
    }

    @Test
    void countsAsMissedWhatWasAnsweredBeforeTheReturnAndHeardAfterIt() {
        Arrivals arrivals = new Arrivals(3, 0);
        SocketClient socket = new SocketClient(0, "/", NOBODY);
        long start = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            assertEquals(0, arrivals.recipient(i, 1));
        }
        answer(arrivals, 0, start);
        hear(arrivals, socket, payment(0, 1));
        long back = System.nanoTime();
        answer(arrivals, 1, start);
        hear(arrivals, socket, payment(1, 2));
        answer(arrivals, 2, System.nanoTime());
        hear(arrivals, socket, payment(2, 3));
        Arrivals.Missed missed = arrivals.missed(List.of(back));
        assertEquals(1, missed.count());
        assertTrue(missed.lastNs() >= back);
        assertEquals(new Arrivals.Missed(0, 0), arrivals.missed(List.of(0L)));
    }

    @Test
    void tellsWhatIsBeyondTheUsual() {
        DatabaseReads start = new DatabaseReads(100, 1_000, 50_000);
        DatabaseReads usual = new DatabaseReads(110, 1_500, 60_000).since(start);
        assertEquals(new DatabaseReads(10, 500, 10_000), usual);
        assertEquals(new DatabaseReads(30, 2_500, 70_000), new DatabaseReads(30, 4_000, 100_000).beyond(usual));
    }

    @Test
    void timesTheReturnFromTheBreak() {
        long second = TimeUnit.SECONDS.toNanos(1);
        Returns.Outcome outcome = new Returns.Outcome(second, List.of(4 * second, 0L, 2 * second, 3 * second), 0, 0, 0);
        assertEquals(2, outcome.halfS());
        assertEquals(3, outcome.lastS());
        assertEquals(0, outcome.secondsTo(0));
        Returns.Outcome nobody = new Returns.Outcome(second, List.of(0L), 1, 0, 0);
        assertEquals(0, nobody.lastS());
        assertEquals(0, nobody.halfS());
    }

    @Test
    void everyFleetHasAddressesOfItsOwn() {
        Callers one = new Callers();
        Callers other = new Callers();
        assertEquals(one.address(0), one.address(1));
        assertEquals(one.address(0) + 1, one.address(Proc.localPorts() / 2));
        assertTrue(one.address(0) != other.address(0));
    }
}
