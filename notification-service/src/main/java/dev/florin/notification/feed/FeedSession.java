package dev.florin.notification.feed;

import dev.florin.common.event.Delivery;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in its user's stream. It sends {@code last + 1} and nothing else: what comes earlier is a
 * repeat, what comes later shows a gap, which is read from the history first. So the client sees each notice once and
 * in order, whichever way the news came.
 *
 * <p>Used on the connection's own event loop only.
 */
public final class FeedSession {
    private static final long NOWHERE = -1;

    private enum Phase {
        /** Waits to be told how things stand. */
        OPENING,
        /** Reads the history page by page, each when the one before has left. */
        CATCHING_UP,
        LIVE,
        CLOSED
    }

    private final String userId;
    private final Dialect dialect;
    private final Wire wire;
    private final Feed feed;
    private final FeedLoop loop;
    private final SendQueue queue;
    private final Versions versions = new Versions();
    private final Life life;
    private final Instant connectedAt;

    private Phase phase = Phase.OPENING;
    private boolean greeted;
    /** A value came before the standing did: it may be newer than what the standing will say. */
    private boolean lookAgain;

    private boolean pageWanted;
    /** The rest of a page that the client has not taken yet. */
    private List<Notice> backlog = List.of();

    private TypeFilter filter;
    private long since;
    private OptionalLong sinceEpoch;
    private long last = NOWHERE;
    /** The highest seq known to be committed. */
    private long target;

    private long announced;
    private long acked;
    /** Where the loop keeps it, so that leaving costs nothing. */
    int slot;

    boolean dirty;

    /** What a connection asks for when it opens. */
    public record Wish(TypeFilter filter, OptionalLong since, OptionalLong epoch) {}

    FeedSession(
            String userId, Dialect dialect, Wire wire, Feed feed, FeedLoop loop, Wish wish, Instant now, Instant end) {
        this.userId = userId;
        this.dialect = dialect;
        this.wire = wire;
        this.feed = feed;
        this.loop = loop;
        this.queue = new SendQueue(wire, feed.limits().queueBytes());
        this.filter = wish.filter();
        this.since = wish.since().orElse(NOWHERE);
        this.sinceEpoch = wish.epoch();
        this.connectedAt = now;
        this.life = new Life(feed.limits(), now.toEpochMilli(), end.toEpochMilli());
    }

    public String userId() {
        return userId;
    }

    public Dialect dialect() {
        return dialect;
    }

    public Instant connectedAt() {
        return connectedAt;
    }

    public boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** How things stand; the answer to a look, or news that another node committed something. */
    void learn(Standing standing) {
        switch (phase) {
            case OPENING -> open(standing);
            case CATCHING_UP, LIVE -> {
                showLatest(standing);
                advanceTarget(standing.lastSeq());
                catchUpIfBehind();
            }
            case CLOSED -> {}
        }
    }

    private void open(Standing standing) {
        advanceTarget(standing.lastSeq());
        String unreachable = unreachable(standing);
        last = since == NOWHERE || unreachable != null ? standing.lastSeq() : since;
        phase = Phase.LIVE;
        if (!greeted) {
            greeted = true;
            send(new Signal.Connected(userId, last, feed.epoch(), feed.now()));
        }
        if (unreachable != null) {
            send(new Signal.Resync(unreachable, last, feed.epoch(), feed.now()));
        }
        showAnnouncements(standing);
        showLatest(standing);
        catchUpIfBehind();
        if (lookAgain) {
            lookAgain = false;
            feed.look(userId);
        }
    }

    /** @return why history cannot be told from where the client stands, or null if it can */
    private @Nullable String unreachable(Standing standing) {
        if (since == NOWHERE || !dialect.shows(Delivery.STREAM)) {
            return null;
        }
        if (sinceEpoch.isPresent() && sinceEpoch.getAsLong() != feed.epoch()) {
            return "epoch-changed";
        }
        if (standing.reaches(since)) {
            return null;
        }
        return since > standing.lastSeq() ? "unknown-position" : "history-cut";
    }

    /** Something was committed. */
    void take(Frames frames) {
        if (phase == Phase.CLOSED) {
            return;
        }
        switch (frames.notice().place()) {
            case Place.Stream(long seq) -> takeStream(seq, frames);
            case Place.Latest latest -> takeLatest(latest, frames);
            case Place.Announcement _ -> announce(frames);
        }
    }

    private void takeStream(long seq, Frames frames) {
        advanceTarget(seq);
        if (phase == Phase.LIVE && dialect.shows(Delivery.STREAM) && seq > last) {
            if (seq == last + 1) {
                last = seq;
                show(frames);
            } else {
                catchUpIfBehind();
            }
        }
    }

    private void takeLatest(Place.Latest latest, Frames frames) {
        if (phase == Phase.OPENING) {
            lookAgain = true;
        } else if (dialect.shows(Delivery.LATEST) && versions.advance(latest)) {
            show(frames);
        }
    }

    private void announce(Frames frames) {
        if (phase != Phase.OPENING
                && frames.notice().place() instanceof Place.Announcement(long pos)
                && pos > announced
                && frames.in(dialect) != null) {
            show(frames);
            announced = pos;
            feed.seen().announced(userId, pos);
        }
    }

    /** Whether it would take a run of announcements as they are. */
    boolean takesAll(long firstPos) {
        return (phase == Phase.LIVE || phase == Phase.CATCHING_UP)
                && firstPos > announced
                && filter.equals(TypeFilter.ALL)
                && queue.isIdle();
    }

    /** A run of announcements in one buffer. */
    void takeShared(ByteBuf bytes, long lastPos, int frames) {
        queue.writeShared(bytes);
        announced = lastPos;
        feed.seen().announced(userId, lastPos);
        feed.meters().sent(dialect, frames);
        loop.touched(this);
    }

    /** Who was never here before missed none: what was said to everyone in the past was not said to them. */
    private void showAnnouncements(Standing standing) {
        if (standing.announced() == Standing.NEVER) {
            announced = Math.max(announced, feed.lastAnnouncement());
            feed.seen().announced(userId, announced);
        } else {
            announced = Math.max(announced, standing.announced());
            feed.announcementsAfter(announced).forEach(this::announce);
        }
    }

    private void showLatest(Standing standing) {
        if (dialect.shows(Delivery.LATEST)) {
            for (Notice notice : standing.latest()) {
                if (notice.place() instanceof Place.Latest latest) {
                    takeLatest(latest, new Frames(notice));
                }
            }
        }
    }

    private void show(Frames frames) {
        if (filter.accepts(frames.notice().type())) {
            Frame frame = frames.in(dialect);
            if (frame != null) {
                send(frame);
            }
        }
    }

    private void advanceTarget(long seq) {
        target = Math.max(target, seq);
    }

    private void catchUpIfBehind() {
        if (phase == Phase.LIVE && last < target) {
            if (!dialect.shows(Delivery.STREAM)) {
                last = target;
                return;
            }
            phase = Phase.CATCHING_UP;
            nextPage();
        }
    }

    /** Asks for a page, but not before the client has taken the last one: history never fills the queue. */
    private void nextPage() {
        if (queue.isIdle()) {
            pageWanted = false;
            feed.page(this, new History.Range(userId, last));
        } else {
            pageWanted = true;
        }
    }

    /** The history after {@code range}; ignored if the client has moved elsewhere meanwhile. */
    void page(History.Range range, List<Notice> notices) {
        if (phase != Phase.CATCHING_UP || range.after() != last || !backlog.isEmpty()) {
            return;
        }
        if (notices.isEmpty() || seq(notices.getFirst()) != last + 1) {
            last = target;
            phase = Phase.LIVE;
            send(new Signal.Resync("history-cut", last, feed.epoch(), feed.now()));
            return;
        }
        backlog = notices;
        advanceTarget(seq(notices.getLast()));
        work();
    }

    /** Goes through the backlog as far as the client takes it, and then on. */
    private void work() {
        int done = 0;
        while (done < backlog.size() && phase == Phase.CATCHING_UP && (done == 0 || queue.isIdle())) {
            Notice notice = backlog.get(done++);
            last = seq(notice);
            show(new Frames(notice));
        }
        backlog = backlog.subList(done, backlog.size());
        if (phase != Phase.CATCHING_UP || !backlog.isEmpty()) {
            return;
        }
        backlog = List.of();
        if (last < target) {
            nextPage();
        } else {
            phase = Phase.LIVE;
        }
    }

    private static long seq(Notice notice) {
        return notice.place() instanceof Place.Stream(long seq) ? seq : NOWHERE;
    }

    /** The wire takes more again. */
    public void writable() {
        if (phase != Phase.CLOSED) {
            queue.drain();
            loop.touched(this);
            if (!backlog.isEmpty() && queue.isIdle()) {
                work();
            } else if (pageWanted) {
                nextPage();
            }
        }
    }

    /** Puts it behind everything that is already on its way to the client. */
    public void send(Signal signal) {
        String text = dialect.text(signal);
        if (text != null) {
            send(Frame.text(text));
        }
    }

    /** As {@link #send(Signal)}, for what is framed already. */
    public void send(Frame frame) {
        if (phase == Phase.CLOSED) {
            return;
        }
        feed.meters().sent(dialect, 1);
        if (queue.offer(frame)) {
            loop.touched(this);
        } else {
            feed.meters().slowConsumer();
            close(CloseCode.SLOW_CONSUMER, CloseCode.SLOW_CONSUMER.reason());
        }
    }

    void flush() {
        wire.flush();
    }

    public TypeFilter filter() {
        return filter;
    }

    public void filter(TypeFilter wanted) {
        filter = wanted;
    }

    /** Starts over after {@code seq}; values are sent again. */
    public void resume(long seq, OptionalLong epoch) {
        since = seq;
        sinceEpoch = epoch;
        versions.forget();
        pageWanted = false;
        backlog = List.of();
        phase = Phase.OPENING;
        feed.look(userId);
    }

    /** @return false if nothing was sent that far */
    public boolean acknowledge(long seq) {
        if (seq < 0 || seq > last) {
            return false;
        }
        if (seq > acked) {
            acked = seq;
            feed.seen().acknowledged(userId, seq);
        }
        return true;
    }

    /** The client is alive. */
    public void heard() {
        life.heard();
    }

    /** The connection may last until then; never shortens it. */
    public void prolong(Instant end) {
        life.prolong(end.toEpochMilli());
    }

    void tick(long nowMs) {
        switch (life.at(nowMs)) {
            case QUIET -> {}
            case PING -> {
                // A client that is behind gets a sign of life by what it has yet to read.
                if (queue.isIdle()) {
                    wire.write(Frame.HEARTBEAT.buffer());
                    loop.touched(this);
                }
            }
            case LOST -> close(CloseCode.HEARTBEAT_LOST, CloseCode.HEARTBEAT_LOST.reason());
            case OVER -> close(CloseCode.TOKEN_EXPIRED, CloseCode.TOKEN_EXPIRED.reason());
        }
    }

    /** Ends the connection from our side; what waits for it is in the history. */
    public void close(CloseCode code, String reason) {
        if (phase != Phase.CLOSED) {
            closed();
            wire.close(code, reason);
        }
    }

    /** The connection has ended. */
    public void closed() {
        if (phase != Phase.CLOSED) {
            phase = Phase.CLOSED;
            queue.clear();
            feed.remove(this);
            loop.remove(this);
        }
    }

    FeedLoop loop() {
        return loop;
    }
}
