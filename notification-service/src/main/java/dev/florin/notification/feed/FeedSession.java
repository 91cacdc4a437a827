package dev.florin.notification.feed;

import dev.florin.common.event.Delivery;
import dev.florin.common.id.Ids;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One client's connection to the feed: what it wants, what it was shown, and how long it may go on. Its stream is
 * {@link StreamPosition}'s to keep; values, announcements and what is passing go their own ways beside it, into one
 * queue.
 *
 * <p>Used on the connection's own event loop only, but for what says otherwise.
 */
public final class FeedSession {
    private final UUID id = Ids.fresh();
    private final Subscriber subscriber;
    private final Dialect dialect;
    private final Wire wire;
    private final Feed feed;
    private final FeedLoop loop;
    private final SendQueue queue;
    private final StreamPosition stream;
    private final BoardPosition board;
    private final Versions versions = new Versions();
    private final Life life;
    private final Instant connectedAt;

    private TypeFilter filter;
    private Instant issuedAt;
    private boolean greeted;
    private volatile boolean closed;
    /** A value came before the standing did: it may be newer than what the standing will say. */
    private boolean lookAgain;

    private Desk desk = Desk.NONE;
    private long acked;
    private long messages;
    private long counted;
    /** Where the loop keeps it, so that leaving costs nothing. */
    int slot;

    boolean dirty;

    /** What a connection asks for when it opens. */
    public record Wish(TypeFilter filter, OptionalLong since, OptionalLong epoch) {
        /** Everything, from now on. */
        public static final Wish EVERYTHING = new Wish(TypeFilter.ALL, OptionalLong.empty(), OptionalLong.empty());
    }

    FeedSession(Subscriber subscriber, Dialect dialect, Wire wire, Feed feed, FeedLoop loop, Wish wish, Instant now) {
        this.subscriber = subscriber;
        this.dialect = dialect;
        this.wire = wire;
        this.feed = feed;
        this.loop = loop;
        this.queue = new SendQueue(wire, feed.limits().queueBytes());
        this.stream = new StreamPosition(this, wish);
        this.board = new BoardPosition(subscriber.userId(), feed.seen());
        this.filter = wish.filter();
        this.issuedAt = subscriber.issuedAt();
        this.connectedAt = now;
        this.life = new Life(feed.limits(), now.toEpochMilli(), subscriber.end().toEpochMilli());
    }

    /** Its name on every node; from any thread. */
    public UUID id() {
        return id;
    }

    public Subscriber subscriber() {
        return subscriber;
    }

    public String userId() {
        return subscriber.userId();
    }

    public Dialect dialect() {
        return dialect;
    }

    public Instant connectedAt() {
        return connectedAt;
    }

    /** How many messages it was sent; read from another thread, it may be a moment old. */
    public long messages() {
        return messages;
    }

    /** Whether it was sent anything since this was last asked; for one thread that counts. */
    public boolean isBusierThanCounted() {
        long now = messages;
        boolean busier = now != counted;
        counted = now;
        return busier;
    }

    /** From any thread. */
    public boolean isClosed() {
        return closed;
    }

    /** How things stand; the answer to a look, or news that another node committed something. */
    void learn(Standing standing) {
        if (closed) {
            return;
        }
        if (stream.isOpening()) {
            open(standing);
        } else {
            showLatest(standing);
            stream.learn(standing.lastSeq());
        }
    }

    private void open(Standing standing) {
        String unreachable = stream.open(standing);
        if (!greeted) {
            greeted = true;
            send(new Signal.Connected(userId(), stream.last(), feed.epoch(), feed.now()));
        }
        if (unreachable != null) {
            resync(unreachable);
        }
        long shown = board.open(standing.announced(), feed.lastAnnouncement());
        feed.announcementsAfter(shown).forEach(this::announce);
        showLatest(standing);
        stream.catchUpIfBehind();
        if (lookAgain) {
            lookAgain = false;
            feed.look(userId());
        }
    }

    void resync(String reason) {
        send(new Signal.Resync(reason, stream.last(), feed.epoch(), feed.now()));
    }

    /** Something was committed, or is passing. */
    void take(Frames frames) {
        if (closed) {
            return;
        }
        switch (frames.notice().place()) {
            case Place.Stream(long seq) -> stream.take(seq, frames);
            case Place.Latest latest -> takeLatest(latest, frames);
            case Place.Announcement _ -> announce(frames);
            case Place.Passing _ -> {
                if (greeted && dialect.shows(Delivery.PASSING)) {
                    show(frames);
                }
            }
        }
    }

    private void takeLatest(Place.Latest latest, Frames frames) {
        if (stream.isOpening()) {
            lookAgain = true;
        } else if (dialect.shows(Delivery.LATEST) && versions.advance(latest)) {
            show(frames);
        }
    }

    /** What this connection does not show is left to the user's other ones, and to later. */
    private void announce(Frames frames) {
        if (!stream.isOpening()
                && frames.notice().place() instanceof Place.Announcement(long pos)
                && board.isBefore(pos)
                && filter.accepts(dialect.subject(frames.notice()))
                && frames.in(dialect) != null) {
            show(frames);
            if (!closed) {
                board.reached(pos);
            }
        }
    }

    /** Whether it would take a run of announcements as they are. */
    boolean takesAll(long firstPos) {
        return !closed
                && !stream.isOpening()
                && board.isBefore(firstPos)
                && filter.equals(TypeFilter.ALL)
                && queue.isIdle();
    }

    /** A run of announcements in one buffer. */
    void takeShared(ByteBuf bytes, long lastPos, int frames) {
        queue.writeShared(bytes);
        board.reached(lastPos);
        feed.meters().sent(dialect, frames);
        messages += frames;
        loop.touched(this);
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

    void show(Frames frames) {
        if (filter.accepts(dialect.subject(frames.notice()))) {
            desk.noticed(this, frames.notice());
            Frame frame = frames.in(dialect);
            if (frame != null) {
                send(frame);
            }
        }
    }

    /** Whether the next frame would go straight to the wire. */
    boolean isIdle() {
        return queue.isIdle();
    }

    /** Whether it has been told everything that is known to have happened. */
    public boolean isLevel() {
        return greeted && stream.isLive() && queue.isIdle();
    }

    void askForHistory(long after) {
        feed.page(this, new History.Range(userId(), after));
    }

    /** The history that was asked for. */
    void page(History.Range range, List<Notice> notices) {
        if (!closed) {
            stream.page(range, notices);
        }
    }

    long epoch() {
        return feed.epoch();
    }

    /** The wire takes more again. */
    public void writable() {
        if (!closed) {
            queue.drain();
            loop.touched(this);
            stream.writable();
        }
    }

    /** Puts it behind everything that is already on its way to the client. */
    public void send(Signal signal) {
        Frame frame = dialect.frame(signal);
        if (frame != null) {
            send(frame);
        }
    }

    /** As {@link #send(Signal)}, for what is framed already. */
    public void send(Frame frame) {
        if (closed) {
            return;
        }
        feed.meters().sent(dialect, 1);
        messages++;
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
        stream.resume(seq, epoch);
        versions.forget();
        feed.look(userId());
    }

    /** @return false if nothing was sent that far */
    public boolean acknowledge(long seq) {
        if (seq < 0 || seq > stream.last()) {
            return false;
        }
        if (seq > acked) {
            acked = seq;
            feed.seen().acknowledged(userId(), seq);
        }
        return true;
    }

    /** The client is alive. */
    public void heard() {
        life.heard();
    }

    /**
     * The client has another token.
     *
     * @param tokenIssuedAt when it was made
     * @param end the connection may last until then; never shortens it
     */
    public void prolong(Instant tokenIssuedAt, Instant end) {
        issuedAt = tokenIssuedAt.isAfter(issuedAt) ? tokenIssuedAt : issuedAt;
        life.prolong(end.toEpochMilli());
    }

    /** Ends the connection if its token is older. */
    void revoke(Instant issuedBefore) {
        if (issuedAt.isBefore(issuedBefore)) {
            close(CloseCode.INVALID_TOKEN, "token revoked");
        }
    }

    void tick(long nowMs) {
        switch (life.at(nowMs)) {
            case QUIET -> {}
            case PING -> {
                // A client that is behind gets a sign of life by what it has yet to read.
                if (queue.isIdle()) {
                    wire.write(dialect.heartbeat().buffer());
                    loop.touched(this);
                }
            }
            case LOST -> close(CloseCode.HEARTBEAT_LOST, CloseCode.HEARTBEAT_LOST.reason());
            case OVER -> close(CloseCode.TOKEN_EXPIRED, CloseCode.TOKEN_EXPIRED.reason());
        }
    }

    /** Ends the connection from our side; what waits for it is in the history. */
    public void close(CloseCode code, String reason) {
        if (!closed) {
            closed();
            wire.close(code, reason);
        }
    }

    /** The connection has ended. */
    public void closed() {
        if (!closed) {
            closed = true;
            queue.clear();
            feed.remove(this);
            loop.remove(this);
            desk.closed(this);
        }
    }

    /** From now on this desk serves the connection. */
    public void servedBy(Desk by) {
        desk = by;
        by.opened(this);
    }

    /** Runs a task on the connection's event loop, behind what is there; from any thread. */
    public void execute(Runnable task) {
        loop.submit(task);
    }

    FeedLoop loop() {
        return loop;
    }
}
