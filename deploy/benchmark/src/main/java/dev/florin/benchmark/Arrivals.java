package dev.florin.benchmark;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Books of who should have heard what, and when they did. Each payment carries its number in its message; each stream
 * frame the seq of its user. On the generator's loop, except where it says otherwise.
 */
final class Arrivals implements OpenLoop.Listener, SocketClient.Listener {
    private static final byte[] MESSAGE = "\"message\":\"x-".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TYPE = "{\"type\":\"payment_received\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEQ = "\"seq\":".getBytes(StandardCharsets.US_ASCII);

    private final long[] dueNs;
    private final long[] answeredNs;
    private final long[] heardNs;
    private final int[] recipients;
    private final int warmUp;
    private int heard;
    private int repeated;
    private int misdirected;
    private int gaps;
    private int failures;
    private String load = "";

    /** @param warmUp so many of the first count as cold */
    Arrivals(int count, int warmUp) {
        this.dueNs = new long[count];
        this.answeredNs = new long[count];
        this.heardNs = new long[count];
        this.recipients = new int[count];
        this.warmUp = warmUp;
        Arrays.fill(recipients, -1);
    }

    /** How many are told. */
    int count() {
        return heardNs.length;
    }

    /** Chooses who is told under this number. */
    int recipient(int number, int people) {
        // Spread like random numbers, without their cost.
        recipients[number] = (int) (number * 2_654_435_761L % people);
        return recipients[number];
    }

    @Override
    public void answered(int number, long due, long done, int status, ByteBuf body) {
        dueNs[number] = due;
        answeredNs[number] = done;
        if (status / 100 != 2) {
            failures++;
            if (failures == 1) {
                System.err.println("  answered " + status + ": " + body.toString(StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void text(SocketClient socket, ByteBuf bytes, int start, int length) {
        long now = System.nanoTime();
        checkSeq(socket, bytes, start, length);
        if (!startsWith(bytes, start, TYPE)) {
            return;
        }
        int at = Bytes.indexOf(bytes, start, length, MESSAGE);
        if (at < 0) {
            return;
        }
        int number = (int) Bytes.number(bytes, at + MESSAGE.length);
        if (recipients[number] != socket.index()) {
            misdirected++;
        }
        if (heardNs[number] != 0) {
            repeated++;
        } else {
            heardNs[number] = now;
            heard++;
        }
    }

    private void checkSeq(SocketClient socket, ByteBuf bytes, int start, int length) {
        int at = Bytes.lastIndexOf(bytes, start, length, SEQ);
        if (at >= 0) {
            long seq = Bytes.number(bytes, at + SEQ.length);
            if (socket.seq != 0 && seq != socket.seq + 1) {
                gaps++;
            }
            socket.seq = seq;
        }
    }

    private static boolean startsWith(ByteBuf bytes, int start, byte[] prefix) {
        return Bytes.isAt(bytes, start, prefix);
    }

    @Override
    public void closed(SocketClient socket, String why) {}

    /** Waits for the last frame, or until it will not come any more. From any thread. */
    void awaitAll(Generator generator, int withinS) {
        long deadline = System.nanoTime() + withinS * 1_000_000_000L;
        while (System.nanoTime() < deadline && !generator.call(() -> heard == heardNs.length)) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** What the machine did meanwhile. From any thread, when nothing arrives any more; so are the others below. */
    void end(int unanswered, String machine) {
        failures += unanswered;
        load = machine;
    }

    Latencies fromAnswer() {
        return since(answeredNs, warmUp, heardNs.length);
    }

    /** Of those that came while it was being warmed up. */
    Latencies coldFromAnswer() {
        return since(answeredNs, 0, warmUp);
    }

    Latencies fromDue() {
        return since(dueNs, warmUp, heardNs.length);
    }

    /** A frame may be quicker than the answer to the request behind it: that counts as 0. */
    private Latencies since(long[] starts, int from, int to) {
        Latencies latencies = new Latencies();
        for (int i = from; i < to; i++) {
            if (heardNs[i] != 0) {
                latencies.add(heardNs[i] - starts[i]);
            }
        }
        return latencies;
    }

    /**
     * What was said while its recipient was away.
     *
     * @param count of what was heard after the return and answered before it
     * @param lastNs when the last of it was heard; 0 if there is none
     */
    record Missed(int count, long lastNs) {}

    /** @param backNs when each recipient was back; 0 if it never was away */
    Missed missed(List<Long> backNs) {
        int count = 0;
        long lastNs = 0;
        for (int i = 0; i < heardNs.length; i++) {
            long back = recipients[i] < 0 ? 0 : backNs.get(recipients[i]);
            if (back != 0 && heardNs[i] >= back && answeredNs[i] < back) {
                count++;
                lastNs = Math.max(lastNs, heardNs[i]);
            }
        }
        return new Missed(count, lastNs);
    }

    Row row(String figure, Latencies latencies) {
        return Row.of(figure, latencies.p99(), "ms", load).with(latencies);
    }

    Row countRow(String figure) {
        int right = heard - repeated - misdirected - gaps;
        return Row.of(figure, right, "of " + Row.number(heardNs.length), "as above")
                .with(failures + " failed, " + repeated + " repeated, " + misdirected + " misdirected, " + gaps
                        + " gaps in seq")
                .with(Row.Goal.atLeast(heardNs.length, ""));
    }
}
