package dev.florin.notification.feed;

import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who is connected to this node, and the way from something committed to their connections.
 *
 * <p>Each connection belongs to one event loop and is touched by no other thread; the feed only finds it and leaves a
 * task. Looking up and publishing are safe from any thread.
 */
public final class Feed {
    private final ConcurrentHashMap<String, Listeners> byUser = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<EventLoop, FeedLoop> loops = new ConcurrentHashMap<>();
    private final Places places;
    private final Announcements announcements = new Announcements();
    private final Seen seen;
    private final Comings comings = new Comings();
    private final Passages passages = new Passages();
    private final FeedReader reader;
    private final History history;
    private final FeedLimits limits;
    private final FeedMeters meters;
    private final Clock clock;

    private volatile Consumer<FeedSession> opened = _ -> {};

    /** @param executor runs the reading of history, which blocks */
    public Feed(History history, FeedLimits limits, FeedMeters meters, Clock clock, Executor executor) {
        this.history = history;
        this.limits = limits;
        this.places = new Places(limits);
        this.meters = meters;
        this.clock = clock;
        this.seen = new Seen(clock);
        this.reader = new FeedReader(history, this, executor);
    }

    /** From now on it does what other nodes say about feeds. */
    public void listen(Neighbours neighbours) {
        neighbours.on(Wake.class, this::wake);
        neighbours.on(NodeMessage.Passed.class, passed -> pass(passed.users(), passed.notice()));
        neighbours.on(NodeMessage.Unheard.class, _ -> neighbours.gap(List.copyOf(byUser.keySet())));
        neighbours.on(NodeMessage.Close.class, close -> close(close.userId(), close.connections(), close.code()));
    }

    /**
     * Takes one of the places for connections; {@link #open} needs one. False if all are taken, here or on all nodes.
     */
    public boolean reserve() {
        return places.take();
    }

    /** So many places are taken on the other nodes. */
    public void takenElsewhere(long connections) {
        places.takenElsewhere(connections);
    }

    /** Gives a reserved place back that was not used after all. */
    public void release() {
        places.giveBack();
    }

    /**
     * Connects a client, on its event loop; a place was {@linkplain #reserve reserved}. Its user's oldest connection
     * has to go if there are too many.
     */
    public FeedSession open(
            Subscriber subscriber, Dialect dialect, Wire wire, EventLoop eventLoop, FeedSession.Wish wish) {
        FeedLoop loop = loops.computeIfAbsent(eventLoop, key -> new FeedLoop(key, meters, clock));
        FeedSession session = new FeedSession(subscriber, dialect, wire, this, loop, wish, clock.instant());
        String userId = subscriber.userId();
        loop.add(session);
        comings.came(session);
        Listeners listeners =
                byUser.compute(userId, (_, present) -> (present == null ? Listeners.NONE : present).with(session));
        if (listeners.sessions().size() > limits.connectionsPerUser()) {
            FeedSession oldest = listeners.sessions().getFirst();
            oldest.loop().submit(() -> oldest.close(CloseCode.CONNECTION_LIMIT, CloseCode.CONNECTION_LIMIT.reason()));
        }
        reader.look(userId);
        opened.accept(session);
        return session;
    }

    /** To be told of each connection once it is among those of its user. */
    public void whenOpened(Consumer<FeedSession> listener) {
        opened = listener;
    }

    void remove(FeedSession session) {
        places.giveBack();
        comings.went(session);
        byUser.computeIfPresent(session.userId(), (_, present) -> present.without(session));
    }

    /**
     * Sends what was committed for a user to this node's connections of theirs, in the order given.
     *
     * @param revision the one that this commit gave the user's feed
     */
    public void publish(String userId, long revision, List<Notice> notices, long acceptedNs) {
        Listeners listeners = byUser.get(userId);
        if (listeners == null) {
            return;
        }
        for (Notice notice : notices) {
            Frames frames = new Frames(notice, acceptedNs);
            for (FeedSession session : listeners.sessions()) {
                session.loop().deliver(session, frames, acceptedNs);
            }
        }
        if (!listeners.revision().follows(revision)) {
            reader.look(userId);
        }
    }

    /** Sends what is kept nowhere to this node's connections of these users; the other nodes have to be told apart. */
    public void pass(Collection<String> users, Notice notice) {
        Frames frames = new Frames(notice);
        for (String user : users) {
            Listeners listeners = byUser.get(user);
            if (listeners != null) {
                listeners.sessions().forEach(session -> session.loop().submit(() -> session.take(frames)));
            }
        }
    }

    /** Sends a committed message to everyone who is connected to this node, in the order of positions. */
    public synchronized void announce(Notice notice) {
        if (notice.place() instanceof Place.Announcement(long pos)) {
            switch (announcements.fit(pos)) {
                case NEXT -> {
                    Frames frames = new Frames(notice);
                    announcements.add(frames, pos, clock.instant());
                    loops.values().forEach(loop -> loop.submit(new FeedLoop.Broadcast(loop, frames)));
                }
                case AHEAD -> reader.lookForAnnouncements();
                case KNOWN -> {}
            }
        }
    }

    /** Another node says that something was committed. */
    public void wake(Wake wake) {
        if (wake.announcement()) {
            reader.lookForAnnouncements();
        }
        Collection<String> users = wake.everyone() ? List.copyOf(byUser.keySet()) : wake.users();
        users.stream().filter(byUser::containsKey).forEach(reader::look);
    }

    /** Looks for anything that this node was not told of; blocks. */
    public void poll() {
        Map<String, Long> known = new HashMap<>();
        byUser.forEach((user, listeners) -> listeners.revision().known().ifPresent(at -> known.put(user, at)));
        if (!known.isEmpty()) {
            history.risen(known).forEach(reader::look);
        }
        reader.lookForAnnouncements();
    }

    /** How things stand with a user, for all of the user's connections. */
    void learn(Standing standing) {
        Listeners listeners = byUser.get(standing.userId());
        if (listeners != null) {
            listeners.revision().learn(standing.revision());
            listeners.sessions().forEach(session -> session.loop().submit(() -> session.learn(standing)));
        }
    }

    /** The announcements read back, those first that were missed. */
    void learn(List<Notice> missed) {
        for (Notice notice : missed) {
            catchUp(notice);
        }
    }

    /** What has fallen out of the last day leaves a hole in front of the first; it is not waited for. */
    private synchronized void catchUp(Notice notice) {
        if (notice.place() instanceof Place.Announcement(long pos) && pos > announcements.last()) {
            Frames frames = new Frames(notice);
            announcements.add(frames, pos, clock.instant());
            loops.values().forEach(loop -> loop.submit(new FeedLoop.Broadcast(loop, frames)));
        }
    }

    void look(String userId) {
        reader.look(userId);
    }

    void page(FeedSession session, History.Range range) {
        reader.page(session, range);
    }

    long lastAnnouncement() {
        return announcements.last();
    }

    List<Frames> announcementsAfter(long pos) {
        return announcements.after(pos, clock.instant());
    }

    /** So many more would be let in by this node, as far as it knows the others. */
    public long free() {
        return places.free();
    }

    /** To this node, those included whose handshake is under way. */
    public int connections() {
        return places.taken();
    }

    /** Who is connected to this node: a view that moves on. */
    public Set<String> userIds() {
        return Collections.unmodifiableSet(byUser.keySet());
    }

    public int users() {
        return byUser.size();
    }

    /** Every connection at this moment, in no order. */
    public List<FeedSession> sessions() {
        List<FeedSession> all = new ArrayList<>();
        byUser.values().forEach(listeners -> all.addAll(listeners.sessions()));
        return all;
    }

    /** Ends a connection from any thread. */
    public void close(FeedSession session, CloseCode code, String reason) {
        session.loop().submit(() -> session.close(code, reason));
    }

    /** Ends those of these connections that are a user's to this node. */
    public void close(String userId, Collection<UUID> connections, CloseCode code) {
        of(userId).stream()
                .filter(session -> connections.contains(session.id()))
                .forEach(session -> close(session, code, code.reason()));
    }

    /** Ends a user's connections to this node whose tokens were issued before. */
    public void revoke(String userId, Instant issuedBefore) {
        of(userId).forEach(session -> session.loop().submit(() -> session.revoke(issuedBefore)));
    }

    /** A user's connections to this node, oldest first. */
    public List<FeedSession> of(String userId) {
        Listeners listeners = byUser.get(userId);
        return listeners == null ? List.of() : listeners.sessions();
    }

    public Comings comings() {
        return comings;
    }

    public Seen seen() {
        return seen;
    }

    public Passages passages() {
        return passages;
    }

    SentRun sentRun(String userId) {
        return new SentRun(userId, passages, clock);
    }

    FeedMeters meters() {
        return meters;
    }

    FeedLimits limits() {
        return limits;
    }

    long epoch() {
        return history.epoch();
    }

    Instant now() {
        return clock.instant();
    }
}
