package dev.florin.notification.feed;

import dev.florin.common.id.Ids;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection to the feed: what it wants, and what becomes of that which happens. Where it stands is kept
 * by {@link StreamPosition}, {@link ValuePosition} and {@link BoardPosition}, how long it may go on by {@link Life};
 * all that is sent goes through one {@link Outlet}.
 *
 * <p>Used on the connection's own event loop only, but for what says otherwise.
 */
public final class FeedSession {
    /** Of what waits for a connection to open, so much is kept, and the newest: an opening takes one look. */
    private static final int MAX_EARLY = 100;

    private final UUID id = Ids.fresh();
    private final Subscriber subscriber;
    private final Dialect dialect;
    private final Feed feed;
    private final FeedLoop loop;
    private final Outlet outlet;
    private final SentRun sent;
    private final StreamPosition stream;
    private final ValuePosition values;
    private final BoardPosition board;
    private final Life life;
    private final Instant connectedAt;

    private TypeFilter filter;
    private Desk desk = Desk.NONE;
    private boolean greeted;
    /** What is to be sent behind the greeting; null if nothing is. */
    private @Nullable Deque<Runnable> early;

    private volatile boolean closed;
    /** Where the loop keeps it, so that leaving costs nothing. */
    int slot;

    /** What a connection asks for when it opens. */
    public record Wish(TypeFilter filter, OptionalLong since, OptionalLong epoch) {
        /** Everything, from now on. */
        public static final Wish EVERYTHING = new Wish(TypeFilter.ALL, OptionalLong.empty(), OptionalLong.empty());
    }

    FeedSession(Subscriber subscriber, Dialect dialect, Wire wire, Feed feed, FeedLoop loop, Wish wish, Instant now) {
        this.subscriber = subscriber;
        this.dialect = dialect;
        this.feed = feed;
        this.loop = loop;
        this.outlet =
                new Outlet(wire, dialect, loop, feed.meters(), feed.limits().queueBytes());
        this.sent = feed.sentRun(subscriber.userId());
        this.stream = new StreamPosition(this, wish, feed.seen(), sent);
        this.values = new ValuePosition(this);
        this.board = new BoardPosition(this, outlet, feed.seen());
        this.filter = wish.filter();
        this.connectedAt = now;
        this.life = new Life(feed.limits(), subscriber, now);
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
        return outlet.messages();
    }

    /** Whether it was sent anything since this was last asked; for one thread that counts. */
    public boolean isBusierThanCounted() {
        return outlet.isBusierThanCounted();
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
            values.take(standing.latest());
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
        feed.announcementsAfter(shown).forEach(board::take);
        values.take(standing.latest());
        stream.catchUpIfBehind();
        if (values.hasToLookAgain()) {
            feed.look(userId());
        }
        sendEarly();
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
            case Place.Latest latest -> {
                if (stream.isOpening()) {
                    values.missed();
                } else {
                    values.take(latest, frames);
                }
            }
            case Place.Announcement _ -> board.take(frames);
            case Place.Passing _ -> {
                if (dialect.shows(frames.notice().passes())) {
                    behindGreeting(() -> show(frames));
                }
            }
        }
    }

    /** To its client it is connected since the socket is open, but a greeting comes first. */
    private void behindGreeting(Runnable task) {
        if (greeted) {
            task.run();
            return;
        }
        if (early == null) {
            early = new ArrayDeque<>();
        } else if (early.size() == MAX_EARLY) {
            early.removeFirst();
        }
        early.addLast(task);
    }

    private void sendEarly() {
        Deque<Runnable> kept = early;
        early = null;
        if (kept != null) {
            kept.forEach(Runnable::run);
        }
    }

    /** Whether it is all the same to it who else gets what. */
    boolean isUnfiltered() {
        return filter.equals(TypeFilter.ALL);
    }

    boolean isOpening() {
        return stream.isOpening();
    }

    BoardPosition board() {
        return board;
    }

    private boolean accepts(Notice notice) {
        return filter.accepts(dialect.subject(notice));
    }

    /** Whether it would be shown this. */
    boolean wants(Frames frames) {
        return accepts(frames.notice()) && frames.in(dialect) != null;
    }

    /** @return whether it goes to the client */
    boolean show(Frames frames) {
        if (!accepts(frames.notice())) {
            return false;
        }
        desk.noticed(this, frames.notice());
        Frame frame = frames.in(dialect);
        if (frame == null) {
            return false;
        }
        send(frame);
        if (closed) {
            return false;
        }
        loop.trace(frames, dialect);
        return true;
    }

    /** Whether the next frame would go straight to the wire. */
    boolean isIdle() {
        return outlet.isIdle();
    }

    /** Whether it has been told everything that is known to have happened. */
    public boolean isLevel() {
        return greeted && stream.isLive() && outlet.isIdle();
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

    Instant now() {
        return feed.now();
    }

    long epoch() {
        return feed.epoch();
    }

    /** The wire takes more again. */
    public void writable() {
        if (!closed) {
            outlet.drain();
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

    /** As {@link #send(Signal)}, but not before it is known where the client stands. */
    public void sendOnceOpen(Signal signal) {
        behindGreeting(() -> send(signal));
    }

    /** As {@link #send(Signal)}, for what is framed already. */
    public void send(Frame frame) {
        if (!closed && !outlet.send(frame)) {
            feed.meters().slowConsumer();
            close(CloseCode.SLOW_CONSUMER, CloseCode.SLOW_CONSUMER.reason());
        }
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
        values.forget();
        feed.look(userId());
    }

    /** @return false if nothing was sent that far */
    public boolean acknowledge(long seq) {
        return stream.acknowledge(seq);
    }

    /** The client is alive. */
    public void heard() {
        life.heard();
    }

    /** The client has answered a ping, and so read what was written before that. */
    public void answered() {
        life.heard();
        board.answered();
    }

    /** What was written has arrived, as far as anybody can know; also after the end of the connection. */
    public void received() {
        life.heard();
        board.received();
    }

    /**
     * The client has another token.
     *
     * @param tokenIssuedAt when it was made
     * @param end the connection may last until then; never shortens it
     */
    public void prolong(Instant tokenIssuedAt, Instant end) {
        life.prolong(tokenIssuedAt, end);
    }

    /** Ends the connection if its token is older. */
    void revoke(Instant issuedBefore) {
        if (life.isByTokenFromBefore(issuedBefore)) {
            close(CloseCode.INVALID_TOKEN, "token revoked");
        }
    }

    void tick(long nowMs) {
        board.report();
        sent.tick(nowMs);
        switch (life.at(nowMs)) {
            case QUIET -> {}
            case PING -> {
                board.asks();
                outlet.ping();
            }
            case LOST -> close(CloseCode.HEARTBEAT_LOST, CloseCode.HEARTBEAT_LOST.reason());
            case OVER -> close(CloseCode.TOKEN_EXPIRED, CloseCode.TOKEN_EXPIRED.reason());
        }
    }

    /** Ends the connection from our side; what waits for it is in the history. */
    public void close(CloseCode code, String reason) {
        if (!closed) {
            closed();
            outlet.close(code, reason);
        }
    }

    /** The connection has ended. */
    public void closed() {
        if (!closed) {
            closed = true;
            board.ended();
            sent.report();
            outlet.clear();
            early = null;
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
