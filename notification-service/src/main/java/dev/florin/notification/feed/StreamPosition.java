package dev.florin.notification.feed;

import dev.florin.common.event.Delivery;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in its user's stream. It sends {@code last + 1} and nothing else: what comes earlier is a
 * repeat, what comes later shows a gap, which is read from the history first. So the client sees each notice once and
 * in order, whichever way the news came.
 */
final class StreamPosition {
    private static final long NOWHERE = -1;

    private enum Phase {
        /** Waits to be told how things stand. */
        OPENING,
        /** Reads the history page by page, each when the one before has left. */
        CATCHING_UP,
        LIVE
    }

    private final FeedSession session;
    private final Seen seen;
    private final boolean shown;
    private final SentRun sent;
    private final Unacknowledged unacknowledged = new Unacknowledged();
    private Phase phase = Phase.OPENING;

    private long since;
    private OptionalLong sinceEpoch;
    private long last = NOWHERE;
    /** The highest seq known to be committed. */
    private long target;

    private boolean pageWanted;
    /** The rest of a page that the client has not taken yet. */
    private List<Notice> backlog = List.of();

    StreamPosition(FeedSession session, FeedSession.Wish wish, Seen seen, SentRun sent) {
        this.session = session;
        this.sent = sent;
        this.seen = seen;
        this.shown = session.dialect().shows(Delivery.STREAM);
        this.since = wish.since().orElse(NOWHERE);
        this.sinceEpoch = wish.epoch();
    }

    boolean isOpening() {
        return phase == Phase.OPENING;
    }

    boolean isLive() {
        return phase == Phase.LIVE;
    }

    /** The last seq that was sent, or passed over because the client does not want its type. */
    long last() {
        return last;
    }

    /**
     * Takes its place; {@link #catchUpIfBehind} moves it on.
     *
     * @return why history cannot be told from where the client stands, or null if it can
     */
    @Nullable
    String open(Standing standing) {
        target = Math.max(target, standing.lastSeq());
        String unreachable = unreachable(standing);
        last = since == NOWHERE || unreachable != null ? standing.lastSeq() : since;
        phase = Phase.LIVE;
        return unreachable;
    }

    private @Nullable String unreachable(Standing standing) {
        if (since == NOWHERE || !shown) {
            return null;
        }
        if (sinceEpoch.isPresent() && sinceEpoch.getAsLong() != session.epoch()) {
            return "epoch-changed";
        }
        if (standing.reaches(since)) {
            return null;
        }
        return since > standing.lastSeq() ? "unknown-position" : "history-cut";
    }

    /** Something was committed. */
    void take(long seq, Frames frames) {
        target = Math.max(target, seq);
        if (phase == Phase.LIVE && shown && seq > last) {
            if (seq == last + 1) {
                show(seq, frames);
            } else {
                catchUpIfBehind();
            }
        }
    }

    private void show(long seq, Frames frames) {
        last = seq;
        if (session.show(frames)) {
            sent.sent(seq);
            unacknowledged.sent(seq);
        }
    }

    /** The stream goes at least as far as this. */
    void learn(long lastSeq) {
        target = Math.max(target, lastSeq);
        catchUpIfBehind();
    }

    void catchUpIfBehind() {
        if (phase == Phase.LIVE && last < target) {
            if (!shown) {
                last = target;
                return;
            }
            phase = Phase.CATCHING_UP;
            nextPage();
        }
    }

    /** Asks for a page, but not before the client has taken the last one: history never fills the queue. */
    private void nextPage() {
        pageWanted = !session.isIdle();
        if (!pageWanted) {
            session.askForHistory(last);
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
            session.resync("history-cut");
            return;
        }
        backlog = notices;
        target = Math.max(target, seq(notices.getLast()));
        work();
    }

    /** Goes through the backlog as far as the client takes it, and then on. */
    private void work() {
        int done = 0;
        while (done < backlog.size() && !session.isClosed() && (done == 0 || session.isIdle())) {
            Notice notice = backlog.get(done++);
            show(seq(notice), new Frames(notice));
        }
        backlog = List.copyOf(backlog.subList(done, backlog.size()));
        if (session.isClosed() || !backlog.isEmpty()) {
            return;
        }
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
    void writable() {
        if (!backlog.isEmpty() && session.isIdle()) {
            work();
        } else if (pageWanted) {
            nextPage();
        }
    }

    /**
     * The client has taken in everything that it was sent here up to {@code seq}.
     *
     * @return false if nothing was sent that far
     */
    boolean acknowledge(long seq) {
        if (seq < 0 || seq > last) {
            return false;
        }
        List<Seen.Acked> acked = unacknowledged.acknowledge(seq, session.now());
        if (!acked.isEmpty()) {
            seen.acknowledged(session.userId(), acked);
        }
        return true;
    }

    /** Starts over after {@code seq}, as soon as it is told how things stand. */
    void resume(long seq, OptionalLong epoch) {
        since = seq;
        sinceEpoch = epoch;
        pageWanted = false;
        backlog = List.of();
        phase = Phase.OPENING;
    }
}
