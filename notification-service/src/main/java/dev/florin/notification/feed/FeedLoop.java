package dev.florin.notification.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The connections of one event loop. Whoever has news leaves a task and goes on; the loop runs all tasks that are
 * there, and then sends each touched connection's bytes with one flush. Many messages to one client cost one system
 * call, and one message costs no wait: a turn starts as soon as there is a task.
 */
final class FeedLoop {
    private static final Logger LOG = Logger.getLogger(FeedLoop.class);

    /** Tasks in one turn, so that reading is not starved by writing. */
    private static final int MAX_TASKS = 4096;

    /** Bytes of consecutive announcements that are written as one piece. */
    private static final int MAX_RUN_BYTES = 32 * 1024;

    private static final Duration TICK = Duration.ofMillis(500);

    private final EventLoop executor;
    private final FeedMeters meters;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<FeedSession> sessions = new ArrayList<>();
    private final List<Outlet> touched = new ArrayList<>();
    private final List<Long> accepted = new ArrayList<>();
    private final List<Runnable> traced = new ArrayList<>();

    /** A message for everyone. */
    record Broadcast(FeedLoop loop, Frames frames) implements Runnable {
        @Override
        public void run() {
            loop.deliver(List.of(this));
        }

        long pos() {
            return frames.notice().place() instanceof Place.Announcement(long pos) ? pos : 0;
        }
    }

    FeedLoop(EventLoop executor, FeedMeters meters, Clock clock) {
        this.executor = executor;
        this.meters = meters;
        long periodMs = TICK.toMillis();
        var _ = executor.scheduleWithFixedDelay(() -> tick(clock.millis()), periodMs, periodMs, TimeUnit.MILLISECONDS);
    }

    /** Runs a task in the next turn, behind those that are there. From any thread. */
    void submit(Runnable task) {
        tasks.add(task);
        schedule();
    }

    /** Sends a notice to one connection. From any thread. */
    void deliver(FeedSession session, Frames frames, long acceptedNs) {
        submit(() -> {
            session.take(frames);
            accepted.add(acceptedNs);
        });
    }

    /** Shows in a notice's trace that its frame leaves, with the flush that comes next. On the loop only. */
    void trace(Frames frames, Dialect dialect) {
        Runnable trace = meters.trace(frames, dialect);
        if (trace != null) {
            traced.add(trace);
        }
    }

    void add(FeedSession session) {
        session.slot = sessions.size();
        sessions.add(session);
    }

    void remove(FeedSession session) {
        FeedSession moved = sessions.removeLast();
        if (moved != session) {
            sessions.set(session.slot, moved);
            moved.slot = session.slot;
        }
    }

    /** Its bytes go out at the end of this turn; to be told once in each. */
    void touched(Outlet outlet) {
        touched.add(outlet);
        schedule();
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            executor.execute(this::turn);
        }
    }

    private void turn() {
        scheduled.set(false);
        int done = 0;
        for (Runnable task = tasks.poll(); task != null; task = done < MAX_TASKS ? tasks.poll() : null) {
            done++;
            try {
                if (task instanceof Broadcast first) {
                    deliver(run(first));
                } else {
                    task.run();
                }
            } catch (RuntimeException e) {
                LOG.error("A delivery failed", e);
            }
        }
        flush();
        if (!tasks.isEmpty()) {
            schedule();
        }
    }

    /** What a flush makes room for is written at once; such a connection stands at the end of the list again. */
    private void flush() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).flush();
        }
        touched.clear();
        long now = System.nanoTime();
        accepted.forEach(since -> meters.eventToFrame(now - since));
        accepted.clear();
        traced.forEach(Runnable::run);
        traced.clear();
    }

    /** This announcement and those right behind it. */
    private List<Broadcast> run(Broadcast first) {
        List<Broadcast> run = new ArrayList<>();
        run.add(first);
        int bytes = first.frames.notice().data().length();
        while (bytes < MAX_RUN_BYTES && tasks.peek() instanceof Broadcast next && next.pos() > first.pos()) {
            tasks.remove();
            run.add(next);
            bytes += next.frames.notice().data().length();
        }
        return run;
    }

    /** A copy of the list: a connection that ends while it is written to leaves the list. */
    private void deliver(List<Broadcast> run) {
        IdentityHashMap<Dialect, ByteBuf> joined = new IdentityHashMap<>();
        try {
            for (FeedSession session : List.copyOf(sessions)) {
                deliver(run, session, joined);
            }
        } finally {
            joined.values().forEach(ByteBuf::release);
        }
    }

    /** What fails at one connection is no reason for the next ones to miss it. */
    private void deliver(List<Broadcast> run, FeedSession session, IdentityHashMap<Dialect, ByteBuf> joined) {
        try {
            if (session.board().takesAll(run.getFirst().pos())) {
                ByteBuf bytes = joined.computeIfAbsent(session.dialect(), dialect -> join(run, dialect));
                if (bytes.isReadable()) {
                    session.board()
                            .takeAll(bytes.retainedDuplicate(), run.getLast().pos(), run.size());
                }
            } else {
                run.forEach(one -> session.take(one.frames));
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "A delivery failed: Dialect=%s", session.dialect().name());
        }
    }

    private ByteBuf join(List<Broadcast> run, Dialect dialect) {
        List<Frame> frames = new ArrayList<>();
        for (Broadcast one : run) {
            Frame frame = one.frames.in(dialect);
            if (frame != null) {
                frames.add(frame);
                trace(one.frames, dialect);
            }
        }
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer();
        frames.forEach(frame -> frame.appendTo(bytes));
        return bytes;
    }

    private void tick(long nowMs) {
        for (FeedSession session : List.copyOf(sessions)) {
            session.tick(nowMs);
        }
    }

    /** For the drain: the connections at this moment. On the loop only. */
    List<FeedSession> sessions() {
        return List.copyOf(sessions);
    }
}
